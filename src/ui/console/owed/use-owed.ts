import { notifications } from '@mantine/notifications'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import type { OwedView } from '../../../http/contract/billing'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'
import { problemFrom } from '../api/refusal'

/** What Milepost still owes to the vendors. */
export function useOwed() {
  const call = useCall()
  return useInfiniteQuery({
    queryKey: ['owed'],
    queryFn: ({ pageParam, signal }) =>
      call('GET /owed', { query: { limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  })
}

/** Try now, or cancel what was never sent. */
export function useOwedStep(item: OwedView) {
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  return useMutation({
    mutationFn: (step: 'retry' | 'cancel') => {
      const options = { params: { id: item.id }, body: {}, key: keyFor({ step, attempts: item.attempts }) }
      return step === 'retry'
        ? call('POST /owed/{id}/retry', options)
        : call('POST /owed/{id}/cancel', options)
    },
    onSuccess: (_, step) =>
      notifications.show({
        color: 'post',
        title: step === 'retry' ? 'Trying now' : 'Cancelled',
        message: item.what,
      }),
    onError: (error) => {
      const problem = problemFrom(error)
      notifications.show({ color: 'amber', title: problem.title, message: problem.detail, autoClose: false })
    },
    onSettled: () => {
      for (const first of ['owed', 'deal', 'deals', 'attention', 'invoices']) {
        void queries.invalidateQueries({ queryKey: [first] })
      }
    },
  })
}
