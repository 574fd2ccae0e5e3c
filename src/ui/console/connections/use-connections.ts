import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCall } from '../api/call-context'
import { randomKey, useRandomKey } from '../api/random-key'
import { useUsage } from '../usage/use-usage'

/** Both vendors, and what their calls come to this month. */
export function useConnections() {
  const call = useCall()
  const connections = useQuery({
    queryKey: ['connections'],
    queryFn: ({ signal }) => call('GET /connections', { signal }),
    // A long reading says how far it is.
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ reading }) => reading !== null) ? 2_000 : false,
  })
  const usage = useUsage()
  return { connections, usage }
}

/** Reads both vendors now, without waiting for them to ring. */
export function useCheckNow() {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => call('POST /sync/check-now', { body: {} }),
    onSuccess: async (changed) => {
      const nothing = changed.documents + changed.deals === 0
      notifications.show({
        color: 'post',
        title: 'Checked both',
        message: nothing
          ? 'Nothing had changed.'
          : `Changed: documents ${changed.documents}, deals ${changed.deals}.`,
      })
      await queries.invalidateQueries()
    },
  })
}

export function useDisconnect(vendor: 'quickbooks' | 'hubspot') {
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  return useMutation({
    mutationFn: () =>
      call('POST /connections/{vendor}/disconnect', { params: { vendor }, body: {}, key: keyFor(vendor) }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['connections'] }),
  })
}

/** Sees at once whether a vendor that was left alone is back. */
export function useTryConnection(vendor: 'quickbooks' | 'hubspot') {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () =>
      call('POST /connections/{vendor}/try', { params: { vendor }, body: {}, key: randomKey() }),
    onSuccess: ({ health }) => {
      notifications.show({
        color: health.state === 'well' ? 'post' : 'amber',
        title: health.title,
        message:
          health.state === 'well' ? 'What waited is on its way.' : 'It is not over yet. Nothing is lost.',
      })
    },
    onSettled: () => queries.invalidateQueries(),
  })
}
