import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DealPageView } from '../../../http/contract/deal'
import { useCall } from '../api/call-context'
import type { PlanDraft } from './plan-draft'
import { planInput } from './plan-input'

/** What the plan page needs: the deal, the workspace's defaults, the templates. */
export function usePlan(dealId: string) {
  const call = useCall()
  const deal = useQuery({
    queryKey: ['deal', dealId],
    queryFn: ({ signal }) => call('GET /deals/{dealId}', { params: { dealId }, signal }),
  })
  const workspace = useQuery({
    queryKey: ['workspace'],
    queryFn: ({ signal }) => call('GET /workspace', { signal }),
  })
  const templates = useQuery({
    queryKey: ['templates'],
    queryFn: ({ signal }) => call('GET /templates', { signal }),
    enabled: deal.data?.schedule === null,
    staleTime: 300_000,
  })
  return { deal, workspace, templates }
}

/** Saves the plan against the version that the person saw; `over` saves it against the newest. */
export function useSavePlan(page: DealPageView) {
  const call = useCall()
  const queries = useQueryClient()
  const dealId = page.deal.id
  const readAgain = async (): Promise<DealPageView> => {
    const fresh = await call('GET /deals/{dealId}', { params: { dealId } })
    queries.setQueryData(['deal', dealId], fresh)
    return fresh
  }
  const save = useMutation({
    mutationFn: async ({ draft, over }: { draft: PlanDraft; over: boolean }) => {
      const base = over ? await readAgain() : page
      return call('PUT /deals/{dealId}/schedule', {
        params: { dealId },
        body: planInput(draft, base.schedule),
        ...(base.state === null ? {} : { version: base.state.version }),
      })
    },
    onSuccess: async (saved) => {
      const count = saved.milestones.length
      notifications.show({
        color: 'post',
        title: 'The plan is saved',
        message: count === 1 ? '1 milestone' : `${count} milestones`,
      })
      await readAgain()
      for (const first of ['history', 'deals', 'all-deals', 'attention', 'preview', 'preflight']) {
        void queries.invalidateQueries({ queryKey: [first] })
      }
    },
  })
  return { save, readAgain }
}
