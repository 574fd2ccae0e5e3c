import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCall } from '../api/call-context'

/** The invoice that claiming this percentage would make; nothing is changed. It is asked while claiming is ahead. */
export function useClaimAhead(milestoneId: string, percent: string | null, isAhead: boolean) {
  const call = useCall()
  return useQuery({
    queryKey: ['preview', milestoneId, 'progress', percent],
    queryFn: async ({ signal }) => {
      const answer = await call('POST /milestones/{id}/progress', {
        params: { id: milestoneId },
        body: { percent: percent ?? '', dryRun: true },
        signal,
      })
      if ('workStatus' in answer) throw new Error('Milepost answered with the milestone instead of a preview')
      return answer
    },
    enabled: percent !== null && isAhead,
    placeholderData: keepPreviousData,
  })
}
