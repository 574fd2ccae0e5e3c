import { notifications } from '@mantine/notifications'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { CatchUpInput, CatchUpView } from '../../../http/contract/catch-up'
import type { InvoiceView } from '../../../http/contract/deal'
import { moneyText } from '../../parts/money-text'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'
import { problemFrom } from '../api/refusal'
import { invoicesText } from './link-draft'

type Links = CatchUpInput['links']

const stale = ['deal', 'history', 'deals', 'all-deals', 'attention', 'invoices', 'preview', 'preflight']

function useRefresh(dealId: string) {
  const queries = useQueryClient()
  return () => {
    void queries.invalidateQueries({ queryKey: ['catch-up', dealId] })
    for (const first of stale) void queries.invalidateQueries({ queryKey: [first] })
  }
}

/** Invoices of QuickBooks and the milestones that they probably bill. `again` asks QuickBooks in any case. */
export function useCatchUp(dealId: string) {
  const call = useCall()
  const queries = useQueryClient()
  const read = (again: boolean, signal?: AbortSignal) =>
    call('GET /deals/{dealId}/catch-up', {
      params: { dealId },
      query: again ? { again: 'true' } : {},
      ...(signal === undefined ? {} : { signal }),
    })
  const found = useQuery({
    queryKey: ['catch-up', dealId],
    queryFn: ({ signal }) => read(false, signal),
    retry: false,
  })
  const again = useMutation({
    mutationFn: () => read(true),
    onSuccess: (view) => queries.setQueryData<CatchUpView>(['catch-up', dealId], view),
  })
  return { found, again }
}

/** What linking would do, asked of the server whenever the choice rests; the answer before stays meanwhile. */
export function useLinkAhead(dealId: string, links: Links, isAhead: boolean) {
  const call = useCall()
  return useQuery({
    queryKey: ['catch-up', dealId, 'ahead', links],
    queryFn: ({ signal }) =>
      call('POST /deals/{dealId}/catch-up', { params: { dealId }, body: { links, dryRun: true }, signal }),
    enabled: links.length > 0 && isAhead,
    placeholderData: keepPreviousData,
    retry: false,
  })
}

/** Links what is ticked, all or none. Once linked, linking the same again, after it was let go, is another intention. */
export function useLink(dealId: string) {
  const call = useCall()
  const keyFor = useRandomKey()
  const made = useRef(0)
  const refresh = useRefresh(dealId)
  return useMutation({
    mutationFn: (links: Links) =>
      call('POST /deals/{dealId}/catch-up', {
        params: { dealId },
        body: { links },
        key: keyFor([made.current, links]),
      }),
    onSuccess: (linked) => {
      made.current += 1
      notifications.show({
        color: 'post',
        title: `Linked ${invoicesText(linked.invoices.length)}`,
        message: `${moneyText(linked.counts)} counts as billed.`,
      })
    },
    onSettled: refresh,
  })
}

/** Lets a linked invoice go. It can be linked again, so nobody is asked whether they are sure. `onLetGo` is told its id. */
export function useUnlink(dealId: string, onLetGo?: (invoiceId: string) => void) {
  const call = useCall()
  const refresh = useRefresh(dealId)
  return useMutation({
    mutationFn: (invoice: Pick<InvoiceView, 'id' | 'docNumber'>) =>
      call('POST /invoices/{invoiceId}/unlink', { params: { invoiceId: invoice.id }, body: {} }),
    onSuccess: ({ docNumber, quickbooksId }, { id }) => {
      onLetGo?.(id)
      notifications.show({
        color: 'post',
        title: `Unlinked invoice ${docNumber ?? quickbooksId}`,
        message: 'It bills nothing here any more. In QuickBooks it stays as it is.',
      })
    },
    onError: (error) => {
      const problem = problemFrom(error)
      notifications.show({ color: 'amber', title: problem.title, message: problem.detail, autoClose: false })
    },
    onSettled: refresh,
  })
}
