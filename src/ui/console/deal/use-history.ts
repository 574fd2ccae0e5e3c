import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useCall } from '../api/call-context'

export interface HistoryFilter {
  /** A milestone's id. */
  readonly milestone: string | null
  readonly who: string | null
}

export const everything: HistoryFilter = { milestone: null, who: null }

/** What happened to a deal, newest first, page after page; of one milestone or person where that is asked. */
export function useHistory(dealId: string, filter: HistoryFilter = everything) {
  const call = useCall()
  return useInfiniteQuery({
    queryKey: ['history', dealId, filter],
    queryFn: ({ pageParam, signal }) =>
      call('GET /deals/{dealId}/history', {
        params: { dealId },
        query: {
          limit: 50,
          ...(pageParam === '' ? {} : { cursor: pageParam }),
          ...(filter.milestone === null ? {} : { milestone: filter.milestone }),
          ...(filter.who === null ? {} : { who: filter.who }),
        },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  })
}

/** Whether the workspace's whole history is unbroken; asked for by a press, because every entry is worked out again. */
export function useVerification() {
  const call = useCall()
  return useQuery({
    queryKey: ['verification'],
    queryFn: ({ signal }) => call('GET /history/verification', { signal }),
    enabled: false,
  })
}
