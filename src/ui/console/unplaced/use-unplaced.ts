import { notifications } from '@mantine/notifications'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { UnplacedView } from '../../../http/contract/unplaced'
import { moneyText } from '../../parts/money-text'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'
import { problemFrom } from '../api/refusal'

type Called = Pick<UnplacedView, 'invoiceId' | 'docNumber'>

export const invoiceName = ({ docNumber, invoiceId }: Called): string => `Invoice ${docNumber ?? invoiceId}`

const stale = [
  'attention',
  'deal',
  'deals',
  'all-deals',
  'history',
  'invoices',
  'tie-out',
  'catch-up',
  'preview',
]

function useRefresh() {
  const queries = useQueryClient()
  return () => {
    void queries.invalidateQueries({ queryKey: ['unplaced'] })
    for (const first of stale) void queries.invalidateQueries({ queryKey: [first] })
  }
}

const tellTrouble = (error: unknown) => {
  const problem = problemFrom(error)
  notifications.show({ color: 'amber', title: problem.title, message: problem.detail, autoClose: false })
}

/** Invoices of QuickBooks that bill nothing here, a page at a time. */
export function useUnplacedList(setAside: boolean) {
  const call = useCall()
  return useInfiniteQuery({
    queryKey: ['unplaced', 'list', setAside],
    queryFn: ({ pageParam, signal }) =>
      call('GET /unplaced-invoices', {
        query: {
          limit: 20,
          ...(setAside && { setAside: 'true' as const }),
          ...(pageParam !== null && { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
}

/** One of them, with every milestone that it could be linked to. */
export function useUnplaced(invoiceId: string) {
  const call = useCall()
  return useQuery({
    queryKey: ['unplaced', 'one', invoiceId],
    queryFn: ({ signal }) => call('GET /unplaced-invoices/{invoiceId}', { params: { invoiceId }, signal }),
    retry: false,
  })
}

/** Links an invoice to milestones: they are billed by it from then on. */
export function useLinkUnplaced(invoice: Called) {
  const call = useCall()
  const keyFor = useRandomKey()
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (milestoneIds: readonly string[]) =>
      call('POST /invoices/{invoiceId}/link', {
        params: { invoiceId: invoice.invoiceId },
        body: { milestoneIds: [...milestoneIds] },
        key: keyFor({ invoice: invoice.invoiceId, milestoneIds }),
      }),
    onSuccess: ({ counts }) =>
      notifications.show({
        color: 'post',
        title: `${invoiceName(invoice)} is linked`,
        message: `${moneyText(counts)} counts as billed. It can be unlinked on the deal’s page.`,
      }),
    onSettled: refresh,
  })
}

/** Says that it is none of ours, or takes that back. */
export function useSetAside(invoice: Called) {
  const call = useCall()
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (aside: boolean) =>
      call(
        aside
          ? 'POST /unplaced-invoices/{invoiceId}/set-aside'
          : 'POST /unplaced-invoices/{invoiceId}/take-back',
        { params: { invoiceId: invoice.invoiceId }, body: {} },
      ),
    onSuccess: (_, aside) =>
      notifications.show({
        color: 'post',
        title: aside ? `${invoiceName(invoice)} is set aside` : `${invoiceName(invoice)} is looked at again`,
        message: aside
          ? 'Nobody is asked about it any more. It can be taken back under “Set aside”.'
          : 'It stands among those nobody has placed.',
      }),
    onError: tellTrouble,
    onSettled: refresh,
  })
}
