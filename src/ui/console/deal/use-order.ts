import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { DealPageView } from '../../../http/contract/deal'
import { useCall } from '../api/call-context'
import { isUnclear, problemFrom } from '../api/refusal'

/** The deal with its milestones in that order; what isn't named keeps its place at the end. */
export function inOrder(page: DealPageView, ids: readonly string[]): DealPageView {
  const place = new Map(ids.map((id, at) => [id, at]))
  const milestones = [...page.milestones]
    .sort((a, b) => (place.get(a.id) ?? ids.length) - (place.get(b.id) ?? ids.length))
    .map((milestone, at) => ({ ...milestone, position: at + 1 }))
  return { ...page, milestones }
}

/** A move that takes longer than this is said to be on its way. */
const SLOW_MS = 2_000

/** Whether something lasts for so long that a person should read of it. */
function useSlow(waiting: boolean): boolean {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    if (!waiting) return setSlow(false)
    const timer = setTimeout(() => setSlow(true), SLOW_MS)
    return () => clearTimeout(timer)
  }, [waiting])
  return slow && waiting
}

/**
 * Moves milestones at once, and back when the server refuses. A second move waits for the first, because the server could
 * take them the other way round; until both are saved the newest order is shown over whatever is read meanwhile, and said
 * to be on its way where that takes long. Each carries the whole order: of several only what became of the newest counts.
 */
export function useOrder(page: DealPageView) {
  const call = useCall()
  const queries = useQueryClient()
  const dealId = page.deal.id
  const mutationKey = ['order', dealId]
  const { isPending, variables, mutate } = useMutation({
    mutationKey,
    scope: { id: `order ${dealId}` },
    mutationFn: (ids: string[]) =>
      call('PUT /deals/{dealId}/milestones/order', { params: { dealId }, body: { ids } }),
    // Shown until it is read again, which nobody has to wait for.
    onSuccess: (_, ids) =>
      void queries.setQueryData<DealPageView>(['deal', dealId], (held) => held && inOrder(held, ids)),
    onError: (error) => {
      // This one is counted too. The next says what became of both.
      if (queries.isMutating({ mutationKey }) > 1) return
      const problem = problemFrom(error)
      notifications.show({
        color: 'amber',
        title: isUnclear(error) ? 'The order may not be saved' : 'The order was not saved',
        message: problem.detail,
      })
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ['deal', dealId] }),
  })
  const { milestones } = useMemo(
    () => (isPending ? inOrder(page, variables) : page),
    [isPending, variables, page],
  )
  return { milestones, order: mutate, isSlow: useSlow(isPending) }
}
