import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { PageSkeleton } from '../shell/page-skeleton'
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
  return <ProblemNotice problem={problemFrom(failed)} onRetry={again} />
}
