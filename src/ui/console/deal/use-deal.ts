import { useQuery } from '@tanstack/react-query'
import { useCall } from '../api/call-context'

/** A deal's page: schedule, milestones, figures, invoices, attention. */
export function useDeal(dealId: string) {
  const call = useCall()
  return useQuery({
    queryKey: ['deal', dealId],
    queryFn: ({ signal }) => call('GET /deals/{dealId}', { params: { dealId }, signal }),
  })
}
