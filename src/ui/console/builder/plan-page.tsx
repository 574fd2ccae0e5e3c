import { Stack } from '@mantine/core'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { PageSkeleton } from '../shell/page-skeleton'
import { PageTitle } from '../shell/page-title'
import { PlanForm } from './plan-form'
import { usePlan } from './use-plan'

/** How is this job split? The same page starts a plan and edits one. */
export function PlanPage({ dealId }: { readonly dealId: string }) {
  const { deal, workspace, templates } = usePlan(dealId)
  const failed = deal.error ?? workspace.error
  if (deal.data !== undefined && workspace.data !== undefined) {
    return <PlanForm page={deal.data} workspace={workspace.data} templates={templates} />
  }
  if (failed === null) return <PageSkeleton />
  const again = () => {
    void deal.refetch()
    void workspace.refetch()
  }
  return (
    <Stack gap="md">
      <PageTitle>Plan</PageTitle>
      <ProblemNotice problem={problemFrom(failed)} onRetry={again} />
    </Stack>
  )
}
