import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { RefundView } from '../../../http/contract/refund'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'

const keyOf = (id: string) => ['refund', id] as const
const stale = ['attention', 'deal', 'deals', 'all-deals', 'invoices', 'history', 'tie-out']

/** What a person says that a refund gives back; null: it is for something else. */
export type Gives = {
  readonly invoiceId: string
  readonly milestoneId: string | null
  readonly again: boolean
}

export function useRefund(id: string) {
  const call = useCall()
  return useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }) => call('GET /refunds/{refundId}', { params: { refundId: id }, signal }),
  })
}

function useKept(id: string) {
  const queries = useQueryClient()
  return {
    keep: (view: RefundView) => queries.setQueryData<RefundView>(keyOf(id), view),
    readAgain: () => {
      for (const first of stale) void queries.invalidateQueries({ queryKey: [first] })
    },
  }
}

export function useSettleRefund(id: string) {
  const call = useCall()
  const keyFor = useRandomKey()
  const { keep, readAgain } = useKept(id)
  return useMutation({
    mutationFn: (gives: Gives | null) =>
      call('POST /refunds/{refundId}/settle', {
        params: { refundId: id },
        body: { gives },
        key: keyFor({ id, gives }),
      }),
    onSuccess: (view) => {
      keep(view)
      notifications.show({ color: 'post', title: 'Kept', message: 'What the refund is for' })
    },
    onSettled: readAgain,
  })
}

export function useWithdrawRefund(id: string) {
  const call = useCall()
  const keyFor = useRandomKey()
  const { keep, readAgain } = useKept(id)
  return useMutation({
    mutationFn: (said: string) =>
      call('POST /refunds/{refundId}/withdraw', {
        params: { refundId: id },
        body: {},
        key: keyFor({ id, said }),
      }),
    onSuccess: keep,
    onSettled: readAgain,
  })
}
