import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearchParams } from 'wouter'
import type { InvoiceFilterView } from '../../../http/contract/invoice'
import { useCall } from '../api/call-context'

/** How invoices stand, in the order in which a bookkeeper asks. */
export const filterWords: Readonly<Record<InvoiceFilterView, string>> = {
  prepared: 'Prepared',
  on_its_way: 'On their way',
  trouble: 'Refused or unclear',
  not_sent: 'Not sent',
  open: 'Open',
  overdue: 'Overdue',
  paid: 'Paid or settled',
  gone: 'Voided or deleted',
}

const isFilter = (text: string | null): text is InvoiceFilterView => text !== null && text in filterWords

/** The list's filters, kept in the address. */
export function useInvoicesPlace() {
  const [params, setParams] = useSearchParams()
  const status = params.get('status')
  const customer = params.get('customer')
  const place = {
    search: params.get('search') ?? '',
    status: isFilter(status) ? status : null,
    customer: customer !== null && /^\d{1,25}$/.test(customer) ? customer : null,
  }
  const change = (name: 'search' | 'status' | 'customer', value: string | null) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before)
        if (value === null || value === '') after.delete(name)
        else after.set(name, value)
        return after
      },
      { replace: true },
    )
  return {
    ...place,
    change,
    clear: () => setParams(new URLSearchParams(), { replace: true }),
    filtered: place.search !== '' || place.status !== null || place.customer !== null,
  }
}

export type InvoicesPlace = ReturnType<typeof useInvoicesPlace>

/** Invoices by the filters of the address, page after page. */
export function useInvoices({ search, status, customer }: InvoicesPlace) {
  const call = useCall()
  const query = {
    limit: 50,
    ...(search !== '' && { search }),
    ...(status !== null && { status }),
    ...(customer !== null && { customer }),
  }
  return useInfiniteQuery({
    queryKey: ['invoices', 'list', query],
    queryFn: ({ pageParam, signal }) =>
      call('GET /invoices', {
        query: { ...query, ...(pageParam === '' ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  })
}
