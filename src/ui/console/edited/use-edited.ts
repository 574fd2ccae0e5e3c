import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AttentionView } from '../../../http/contract/deal'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'

export type EditAnswer = 'accept_as_change_order' | 'restore' | 'leave'

const stale = [
  'attention',
  'deal',
  'deals',
  'all-deals',
  'history',
  'invoices',
  'owed',
  'tie-out',
  'change-order',
]
const DONE: Record<EditAnswer, { title: string; message: string }> = {
  accept_as_change_order: {
    title: 'A change order is drafted',
    message: 'It has no effect until the client approves it.',
  },
  restore: { title: 'QuickBooks is asked to put it back', message: 'The invoice is read once more before.' },
  leave: { title: 'Left as it is', message: 'The difference keeps its name in the tie-out.' },
}

/** What was edited of an invoice, and what each answer would come to. */
export function useEdited(invoiceId: string) {
  const call = useCall()
  return useQuery({
    queryKey: ['invoices', 'edited', invoiceId],
    queryFn: ({ signal }) => call('GET /invoices/{id}/edited', { params: { id: invoiceId }, signal }),
    retry: false,
  })
}

/** Answers the question about an edited invoice. */
export function useAnswerEdit(item: Pick<AttentionView, 'id' | 'dealId'>) {
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  return useMutation({
    mutationFn: ({ action, reason }: { readonly action: EditAnswer; readonly reason: string }) =>
      call('POST /attention/{id}/settle', {
        params: { id: item.id },
        body: { action, ...(action === 'accept_as_change_order' && reason !== '' && { reason }) },
        key: keyFor({ id: item.id, action, reason }),
      }),
    onSuccess: (_, { action }) => {
      notifications.show({ color: 'post', ...DONE[action] })
    },
    onSettled: () => {
      for (const first of stale) void queries.invalidateQueries({ queryKey: [first] })
    },
  })
}
