import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { DealSummaryView } from '../../../http/contract/deal'
import { useCall } from '../api/call-context'
import type { Call } from '../api/caller'

/** Above this many deals the bar says that it shows only the first ones. */
const pagesAtMost = 10

async function readAllDeals(call: Call, signal: AbortSignal) {
  const items: DealSummaryView[] = []
  let next: string | null = null
  for (let page = 0; page < pagesAtMost; page += 1) {
    const answer: { items: DealSummaryView[]; next: string | null } = await call('GET /deals', {
      query: { status: 'scheduled', limit: 200, ...(next === null ? {} : { cursor: next }) },
      signal,
    })
    items.push(...answer.items)
    next = answer.next
    if (next === null) break
  }
  return { items, whole: next === null }
}

/** What needs a person, and how all open deals stand together. */
export function useHome() {
  const call = useCall()
  const attention = useInfiniteQuery({
    queryKey: ['attention'],
    queryFn: ({ pageParam, signal }) =>
      call('GET /attention', {
        query: { limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  })
  const deals = useQuery({
    queryKey: ['all-deals'],
    queryFn: ({ signal }) => readAllDeals(call, signal),
  })
  return { attention, deals }
}
