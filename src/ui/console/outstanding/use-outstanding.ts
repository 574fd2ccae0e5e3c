import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearchParams } from 'wouter'
import { useCall } from '../api/call-context'

/** What the page shows, kept in the address. */
export function useOutstandingPlace() {
  const [params, setParams] = useSearchParams()
  const search = params.get('search') ?? ''
  const currency = params.get('currency')
  const isLate = params.get('late') === 'true'
  const change = (name: 'search' | 'currency' | 'late', value: string | null) =>
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
    search,
    currency: currency !== null && /^[A-Z]{3}$/.test(currency) ? currency : null,
    isLate,
    change,
    clear,
    filtered: search !== '' || currency !== null || isLate,
  }
}
export type OutstandingPlace = ReturnType<typeof useOutstandingPlace>

/** The filter as the server takes it. */
export const filterOf = ({ search, currency, isLate }: OutstandingPlace) => ({
  ...(search === '' ? {} : { search }),
  ...(currency === null ? {} : { currency }),
  ...(isLate ? { late: 'true' as const } : {}),
})

/** What customers owe, page after page. */
export function useOutstanding(place: OutstandingPlace) {
  const call = useCall()
  const query = { ...filterOf(place), limit: 50 }
  return useInfiniteQuery({
    queryKey: ['invoices', 'outstanding', query],
    queryFn: ({ pageParam, signal }) =>
      call('GET /reports/outstanding', {
        query: { ...query, ...(pageParam === '' ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  })
}

/** A customer's invoices and what came on them, page after page. */
export function useCustomerHistory(customerId: string) {
  const call = useCall()
  return useInfiniteQuery({
    queryKey: ['invoices', 'customer', customerId],
    queryFn: ({ pageParam, signal }) =>
      call('GET /customers/{customerId}/history', {
        params: { customerId },
        query: { limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  })
}
