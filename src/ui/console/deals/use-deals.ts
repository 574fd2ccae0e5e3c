import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearchParams } from 'wouter'
import { useCall } from '../api/call-context'

export const statuses = ['all', 'scheduled', 'unscheduled', 'archived'] as const
export const sorts = ['recent', 'name', 'amount'] as const

function oneOf<T extends string>(values: readonly T[], text: string | null, otherwise: T): T {
  return values.find((value) => value === text) ?? otherwise
}

/** The list's filters, kept in the address. */
export function useDealsPlace() {
  const [params, setParams] = useSearchParams()
  const place = {
    search: params.get('search') ?? '',
    status: oneOf(statuses, params.get('status'), 'all'),
    sort: oneOf(sorts, params.get('sort'), 'recent'),
    attention: params.get('attention') === 'true',
  }
  const change = (name: 'search' | 'status' | 'sort' | 'attention', value: string | null) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before)
        if (value === null || value === '') after.delete(name)
        else after.set(name, value)
        return after
      },
      { replace: true },
    )
  const clear = () => setParams(new URLSearchParams(), { replace: true })
  return {
    ...place,
    change,
    clear,
    filtered: place.search !== '' || place.status !== 'all' || place.attention,
  }
}

export type DealsPlace = ReturnType<typeof useDealsPlace>

/** Deals by the filters of the address, page after page. */
export function useDeals(place: DealsPlace) {
  const call = useCall()
  const query = {
    ...(place.search === '' ? {} : { search: place.search }),
    ...(place.status === 'all' ? {} : { status: place.status }),
    ...(place.attention ? { attention: 'true' as const } : {}),
    sort: place.sort,
    limit: 50,
  }
  return useInfiniteQuery({
    queryKey: ['deals', query],
    queryFn: ({ pageParam, signal }) =>
      call('GET /deals', { query: { ...query, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  })
}
