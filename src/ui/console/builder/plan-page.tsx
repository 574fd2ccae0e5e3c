import { Alert, Button, Loader, Paper, Stack } from '@mantine/core'
import { Link } from 'wouter'
import { EmptyState } from '../../parts/empty-state'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { PageSkeleton } from '../shell/page-skeleton'
import { PageTitle } from '../shell/page-title'
import { PlanForm } from './plan-form'
import { usePlan, useStillSaving } from './use-plan'

/** How is this job split? The same page starts a plan and edits one. */
export function PlanPage({ dealId }: { readonly dealId: string }) {
  const { deal, workspace, templates } = usePlan(dealId)
  const me = useMe()
  const stillSaving = useStillSaving(dealId)
  const failed = deal.error ?? workspace.error
  if (me.data !== undefined && !may(me.data, 'member')) return <NotForYou dealId={dealId} />
  if (stillSaving) return <StillSaving />
  if (deal.data !== undefined && workspace.data !== undefined && me.data !== undefined) {
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

/** Until it is known, nobody can say what the plan is that would be edited. */
function StillSaving() {
  return (
    <Stack gap="md">
      <PageTitle>Plan</PageTitle>
      <Alert
        color="blue"
        variant="light"
        icon={<Loader size={20} />}
        title="Your changes are still being saved"
        role="status"
      >
        The plan opens as soon as Milepost has answered.
      </Alert>
    </Stack>
  )
}

function NotForYou({ dealId }: { readonly dealId: string }) {
  return (
    <Stack gap="md">
      <PageTitle>Plan</PageTitle>
      <Paper withBorder>
        <EmptyState
          title="You may look, not plan"
          detail="A member, a bookkeeper, an admin or an owner can plan milestones. Ask one of them."
        >
          <Button variant="default" component={Link} href={`/deals/${encodeURIComponent(dealId)}`}>
            See the deal
          </Button>
        </EmptyState>
      </Paper>
    </Stack>
  )
}
