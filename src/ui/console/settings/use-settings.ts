import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCall } from '../api/call-context'
import type { BodyOf } from '../api/caller'

/** The workspace's settings, and the way to change them. */
export function useSettings() {
  const call = useCall()
  const queries = useQueryClient()
  const workspace = useQuery({
    queryKey: ['workspace'],
    queryFn: ({ signal }) => call('GET /workspace', { signal }),
  })
  const save = useMutation({
    mutationFn: (body: BodyOf<'PATCH /workspace'>) => call('PATCH /workspace', { body }),
    onSuccess: async (saved) => {
      queries.setQueryData(['workspace'], saved)
      notifications.show({
        color: 'post',
        title: 'Saved',
        message: 'These settings hold from now on.',
      })
      await queries.invalidateQueries({ queryKey: ['me'] })
    },
  })
  return { workspace, save }
}
