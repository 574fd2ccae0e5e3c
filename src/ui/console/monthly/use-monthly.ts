import { notifications } from '@mantine/notifications'
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'

const stale = ['monthly', 'invoices', 'deal', 'deals', 'all-deals', 'attention', 'owed', 'history']

/** Completed work that waits for the invoice of its month, the next day first. */
export function useWaiting() {
  const call = useCall()
  return useInfiniteQuery({
    queryKey: ['monthly', 'waiting'],
    queryFn: ({ pageParam, signal }) =>
      call('GET /billing-runs/waiting', {
        query: { limit: 200, ...(pageParam === '' ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  })
}

/** The invoices that would be made now of what was completed by a day; null asks nothing. */
export function useMonthAhead(through: string | null) {
  const call = useCall()
  return useQuery({
    queryKey: ['monthly', 'ahead', through],
    enabled: through !== null,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) =>
      call('POST /billing-runs', { body: { through: through ?? '', dryRun: true }, signal }),
  })
}

/** Makes them. */
export function useRunMonth() {
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  return useMutation({
    mutationFn: ({ through, seen }: { through: string; seen: readonly string[] }) =>
      call('POST /billing-runs', { body: { through }, key: keyFor({ through, seen }) }),
    onSuccess: ({ invoices }) =>
      notifications.show({
        color: 'post',
        title:
          invoices.length === 1
            ? 'One invoice is on its way'
            : `${invoices.length} invoices are on their way`,
        message: invoices.map(({ customer }) => customer).join(', '),
      }),
    onSettled: () => {
      for (const first of stale) void queries.invalidateQueries({ queryKey: [first] })
    },
  })
}
