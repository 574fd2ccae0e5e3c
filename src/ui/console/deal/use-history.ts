import { useInfiniteQuery } from '@tanstack/react-query'
import { useCall } from '../api/call-context'

/** Everything that happened to a deal, newest first, page after page. */
export function useHistory(dealId: string) {
  const call = useCall()
  return useInfiniteQuery({
    queryKey: ['history', dealId],
    queryFn: ({ pageParam, signal }) =>
      call('GET /deals/{dealId}/history', {
        params: { dealId },
        query: { limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  })
}
