import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { RefundView } from '../../../http/contract/refund'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'
import type { Giving } from './refund-draft'

const keyOf = (id: string) => ['refund', id] as const
const stale = ['refund', 'attention', 'deal', 'deals', 'all-deals', 'invoices', 'history', 'tie-out']

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
    /** What it gives back, part by part; nothing: it is for something else. */
    mutationFn: ([gives, ...also]: readonly Giving[]) => {
      const body = { gives: gives ?? null, ...(also.length > 0 && { also }) }
      return call('POST /refunds/{refundId}/settle', {
        params: { refundId: id },
        body,
        key: keyFor({ id, ...body }),
      })
    },
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
