import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
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

/**
 * Moves milestones at once, and back when the server refuses. A second move waits for the first; until both are saved the
 * newest order is shown over whatever is read meanwhile.
 */
export function useOrder(page: DealPageView) {
  const call = useCall()
  const queries = useQueryClient()
  const dealId = page.deal.id
  const { isPending, variables, mutate } = useMutation({
    scope: { id: `order ${dealId}` },
    mutationFn: (ids: string[]) =>
      call('PUT /deals/{dealId}/milestones/order', { params: { dealId }, body: { ids } }),
    onError: (error) => {
      const problem = problemFrom(error)
      notifications.show({ color: 'amber', title: 'The order was not saved', message: problem.detail })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['deal', dealId] }),
  })
  const { milestones } = useMemo(
    () => (isPending ? inOrder(page, variables) : page),
    [isPending, variables, page],
  )
  return { milestones, order: mutate }
}
