import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DealPageView } from '../../../http/contract/deal'
import type { MilestoneView } from '../../../http/contract/milestone'
import { useCall } from '../api/call-context'

/** What a person does with a milestone's check: `where` records it, null takes it back. */
interface Step {
  readonly milestone: MilestoneView
  readonly fileId: string
  readonly where: string | null
}

/** Records or takes back that an amount was checked; its row changes in place. */
export function useAgreementCheck(dealId: string) {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ milestone, fileId, where }: Step) => {
      const params = { id: milestone.id }
      if (where === null) return call('DELETE /milestones/{id}/agreement-check', { params })
      const note = milestone.agreementCheck?.note
      const body = { fileId, where, ...(note ? { note } : {}) }
      return call('POST /milestones/{id}/agreement-check', { params, body })
    },
    onSuccess: (milestone) => {
      queries.setQueryData<DealPageView>(
        ['deal', dealId],
        (page) =>
          page && {
            ...page,
            milestones: page.milestones.map((other) => (other.id === milestone.id ? milestone : other)),
          },
      )
      void queries.invalidateQueries({ queryKey: ['files', dealId] })
      void queries.invalidateQueries({ queryKey: ['history', dealId] })
    },
  })
}
