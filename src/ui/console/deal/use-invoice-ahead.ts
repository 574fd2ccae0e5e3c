import { useQuery } from '@tanstack/react-query'
import { useCall } from '../api/call-context'

/** The invoice that would be made of a milestone, and everything QuickBooks would refuse about it. */
export function useInvoiceAhead(milestoneId: string, enabled = true) {
  const call = useCall()
  const params = { id: milestoneId }
  const preview = useQuery({
    queryKey: ['preview', milestoneId],
    queryFn: ({ signal }) => call('GET /milestones/{id}/invoice-preview', { params, signal }),
    enabled,
  })
  const preflight = useQuery({
    queryKey: ['preflight', milestoneId],
    queryFn: ({ signal }) => call('GET /milestones/{id}/preflight', { params, signal }),
    enabled,
  })
  return { preview, preflight }
}
