import { notifications } from '@mantine/notifications'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { InvoicePageView, InvoicePatch } from '../../../http/contract/invoice'
import { moneyText } from '../../parts/money-text'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'

const keyOf = (id: string) => ['invoices', 'one', id] as const

/** One invoice; while it is on its way it is looked at again soon. */
export function useInvoice(id: string) {
  const call = useCall()
  return useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }) => call('GET /invoices/{id}', { params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data?.invoice.status === 'queued' ? 3_000 : false),
  })
}

const stale = [
  'invoices',
  'deal',
  'history',
  'preview',
  'preflight',
  'deals',
  'all-deals',
  'attention',
  'owed',
]

function useKept(id: string) {
  const queries = useQueryClient()
  return {
    keep: (page: InvoicePageView) => queries.setQueryData<InvoicePageView>(keyOf(id), page),
    readAgain: () => Promise.all(stale.map((first) => queries.invalidateQueries({ queryKey: [first] }))),
  }
}

/** The invoice as it would be with these changes; what was shown stays until the answer is there. */
export function useInvoiceWith(id: string, patch: InvoicePatch | null) {
  const call = useCall()
  return useQuery({
    queryKey: [...keyOf(id), 'with', patch],
    enabled: patch !== null,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) =>
      call('PATCH /invoices/{id}', { params: { id }, body: { ...patch, dryRun: true }, signal }),
  })
}

export function useChangeInvoice(id: string) {
  const call = useCall()
  const { keep, readAgain } = useKept(id)
  return useMutation({
    mutationFn: ({ patch, version }: { patch: InvoicePatch; version: number }) =>
      call('PATCH /invoices/{id}', { params: { id }, body: patch, version }),
    onSuccess: (page) => {
      keep(page)
      notifications.show({ color: 'post', title: 'Saved', message: 'The invoice waits with your changes' })
    },
    onSettled: () => void readAgain(),
  })
}

/** How an invoice is handed over. */
export type HandOver = 'post' | 'send' | 'mark-delivered'

const done: Readonly<Record<HandOver, string>> = {
  post: 'The invoice is on its way to QuickBooks',
  send: 'QuickBooks is asked to e-mail it',
  'mark-delivered': 'Marked as handed over',
}

export function useHandOver(id: string) {
  const call = useCall()
  const keyFor = useRandomKey()
  const { keep, readAgain } = useKept(id)
  return useMutation({
    mutationFn: ({ how, on }: { how: HandOver; on?: string }) => {
      const asked = { params: { id }, key: keyFor({ id, how, on }) }
      switch (how) {
        case 'post':
          return call('POST /invoices/{id}/post', { ...asked, body: {} })
        case 'send':
          return call('POST /invoices/{id}/send', { ...asked, body: {} })
        case 'mark-delivered':
          return call('POST /invoices/{id}/mark-delivered', {
            ...asked,
            body: on === undefined ? {} : { on },
          })
      }
    },
    onSuccess: (page, { how }) => {
      keep(page)
      notifications.show({ color: 'post', title: done[how], message: aboutText(page) })
    },
    onSettled: () => void readAgain(),
  })
}

/** "Acme Corp · $15,000.00". */
export const aboutText = ({ paper, invoice }: InvoicePageView): string =>
  `${paper.customer} · ${moneyText(invoice.total)}`

/** The page where it is paid, asked for when a person wants it: each asking is metered. */
export function usePayLink(id: string) {
  const call = useCall()
  return useMutation({ mutationFn: () => call('GET /invoices/{id}/pay-link', { params: { id } }) })
}
