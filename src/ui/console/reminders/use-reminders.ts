import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { RemindersView } from '../../../http/contract/reminder'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'

const keyOf = (id: string) => ['invoices', 'reminders', id] as const
const stale = ['history', 'attention', 'owed', 'deal']

/** Who was reminded of an invoice; while one is on its way it is looked at again soon. */
export function useReminders(id: string) {
  const call = useCall()
  return useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }) => call('GET /invoices/{id}/reminders', { params: { id }, signal }),
    refetchInterval: ({ state }) =>
      state.data?.items.some((each) => each.state === 'wanted' || each.state === 'sending') ? 2_000 : false,
  })
}

export function useRemind(id: string) {
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  return useMutation({
    mutationFn: (view: RemindersView) =>
      call('POST /invoices/{id}/remind', {
        params: { id },
        body: {},
        key: keyFor({ id, reminders: view.items.length }),
      }),
    onSuccess: (view) => {
      queries.setQueryData<RemindersView>(keyOf(id), view)
      notifications.show({
        color: 'post',
        title: 'QuickBooks is asked to remind of it',
        message: view.to ?? '',
      })
    },
    onSettled: () => {
      for (const first of stale) void queries.invalidateQueries({ queryKey: [first] })
    },
  })
}
