import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DealPageView } from '../../../http/contract/deal'
import { useCall } from '../api/call-context'
import { problemFrom } from '../api/refusal'

/** The deal with its milestones in that order; what isn't named keeps its place at the end. */
export function inOrder(page: DealPageView, ids: readonly string[]): DealPageView {
  const place = new Map(ids.map((id, at) => [id, at]))
  const milestones = [...page.milestones]
    .sort((a, b) => (place.get(a.id) ?? ids.length) - (place.get(b.id) ?? ids.length))
    .map((milestone, at) => ({ ...milestone, position: at + 1 }))
  return { ...page, milestones }
}

/** Moves milestones at once, and back when the server refuses. */
export function useOrder(dealId: string) {
  const call = useCall()
  const queries = useQueryClient()
  const queryKey = ['deal', dealId]
  return useMutation({
    mutationFn: (ids: string[]) =>
      call('PUT /deals/{dealId}/milestones/order', { params: { dealId }, body: { ids } }),
    onMutate: async (ids) => {
      await queries.cancelQueries({ queryKey })
      const before = queries.getQueryData<DealPageView>(queryKey)
      queries.setQueryData<DealPageView>(queryKey, (page) => page && inOrder(page, ids))
      return { before }
    },
    onError: (error, _, context) => {
      queries.setQueryData(queryKey, context?.before)
      const problem = problemFrom(error)
      notifications.show({ color: 'amber', title: 'The order was not saved', message: problem.detail })
    },
    onSettled: () => queries.invalidateQueries({ queryKey }),
  })
}
