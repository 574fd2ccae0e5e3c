import { useDebouncedValue } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CustomerChoice } from '../../../http/contract/customer'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'

const keyOf = (dealId: string) => ['deal', dealId, 'customer']
/** How often a customer that is on its way is asked after. */
const ASK_AGAIN_MS = 1_500

/** Whom a deal is billed to, and what is on its way. */
export function useDealCustomer(dealId: string, enabled = true) {
  const call = useCall()
  return useQuery({
    queryKey: keyOf(dealId),
    queryFn: ({ signal }) => call('GET /deals/{dealId}/customer', { params: { dealId }, signal }),
    enabled,
    refetchInterval: ({ state }) => (state.data?.creation?.state === 'creating' ? ASK_AGAIN_MS : false),
  })
}

/** Which of QuickBooks' customers the deal may be with. HubSpot is asked each time a dialog opens. */
export function useCustomerMatches(dealId: string) {
  const call = useCall()
  return useQuery({
    queryKey: ['customer-matches', dealId],
    queryFn: ({ signal }) => call('GET /deals/{dealId}/customer-matches', { params: { dealId }, signal }),
    staleTime: 0,
  })
}

/** Whether a name is free, as it is typed. */
export function useCustomerName(name: string) {
  const call = useCall()
  const [settled] = useDebouncedValue(name.trim(), 250)
  const answer = useQuery({
    queryKey: ['customer-name', settled],
    queryFn: ({ signal }) => call('GET /customer-names', { query: { name: settled }, signal }),
    enabled: settled !== '',
    staleTime: 10_000,
  })
  // What was said of another name says nothing of this one.
  return settled === name.trim() ? answer.data : undefined
}

/**
 * Chooses whom the deal is billed to, or has a customer created; what else shows it is read again. `onBilled` hears of it
 * whoever is still there: what it fills in would otherwise say something else than the deal.
 */
export function useChooseCustomer(dealId: string, onBilled?: (quickbooksId: string) => void) {
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  return useMutation({
    mutationFn: (body: CustomerChoice) =>
      call('POST /deals/{dealId}/customer', { params: { dealId }, body, key: keyFor(body) }),
    onSuccess: (answer) => {
      queries.setQueryData(keyOf(dealId), answer)
      const { customer, creation } = answer
      if (customer !== null && creation?.state !== 'creating' && creation?.state !== 'unclear') {
        onBilled?.(customer.quickbooksId)
        notifications.show({
          color: 'post',
          title: `Billed to ${customer.name ?? `customer ${customer.quickbooksId}`}`,
          message: 'Every invoice of this deal that is made from now on.',
        })
      }
    },
    onSettled: () => {
      for (const first of ['deal', 'history', 'preview', 'preflight', 'attention', 'owed', 'masters'])
        void queries.invalidateQueries({ queryKey: [first] })
    },
  })
}
