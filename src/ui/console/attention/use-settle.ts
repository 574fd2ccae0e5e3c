import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { AttentionView } from '../../../http/contract/deal'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'
import { problemFrom } from '../api/refusal'

/**
 * Settles one item with one of its actions; both lists and the deal are read again. Whoever waits for what it drafts
 * goes there with `draftedAt`, told by the press: an answer that comes late brings nobody away from another page.
 */
export function useSettle(item: AttentionView) {
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  // An item may stay after its answer, to be pressed again: that is another intention.
  const answered = useRef(0)
  return useMutation({
    mutationFn: (action: string) =>
      call('POST /attention/{id}/settle', {
        params: { id: item.id },
        // As it was read: what it asks may have changed on its way.
        body: { action, ...(item.version !== undefined && { version: item.version }) },
        key: keyFor({ id: item.id, action, version: item.version, answered: answered.current }),
      }),
    onSuccess: ({ changeOrderId }, action) => {
      answered.current += 1
      const label = item.actions.find((other) => other.action === action)?.label ?? action
      const drafted = changeOrderId !== undefined && item.dealId !== null
      notifications.show({
        color: 'post',
        title: drafted ? 'A change order is drafted' : label,
        message: drafted ? 'Look at it, then send it to the client.' : item.title,
      })
    },
    onError: (error) => {
      const problem = problemFrom(error)
      notifications.show({ color: 'amber', title: problem.title, message: problem.detail, autoClose: false })
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['attention'] })
      if (item.dealId !== null) void queries.invalidateQueries({ queryKey: ['deal', item.dealId] })
    },
  })
}

/** Where the change order stands that an answer drafted; null where it drafted none. */
export function draftedAt(
  { dealId }: Pick<AttentionView, 'dealId'>,
  { changeOrderId }: { readonly changeOrderId?: string | undefined },
): string | null {
  if (changeOrderId === undefined || dealId === null) return null
  return `/deals/${encodeURIComponent(dealId)}/change-orders/${encodeURIComponent(changeOrderId)}`
}
