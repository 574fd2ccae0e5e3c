import { Alert, Anchor, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { CatchUpView } from '../../../http/contract/catch-up'
import { EmptyState } from '../../parts/empty-state'
import { Ago, Day } from '../../parts/moment'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { problemFrom } from '../api/refusal'
import { useDeal } from '../deal/use-deal'
import { PageTitle } from '../shell/page-title'
import { CatchUpReview } from './catch-up-review'
import { useCatchUp } from './use-catch-up'

interface AboutProps {
  readonly view: CatchUpView
  readonly busy: boolean
  readonly onAgain: () => void
}

/** Whose invoices, since when, and how old the list is. */
function About({ view, busy, onAgain }: AboutProps) {
  const names = view.customers.map((customer) => customer.name)
  const whose =
    names.length > 2 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(' and ')
  return (
    <Group gap="xs" align="baseline">
      <Text c="dimmed">
        {names.length === 0 ? 'No customer' : `Invoices of ${whose}`} since <Day at={view.since} />
        {view.readAt !== null && (
          <>
            {' · as in QuickBooks '}
            <Ago at={view.readAt} />
          </>
        )}
      </Text>
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconRefresh size={14} aria-hidden />}
        loading={busy}
        onClick={onAgain}
      >
        Read again
      </Button>
    </Group>
  )
}

function Body({ dealId, view }: { readonly dealId: string; readonly view: CatchUpView }) {
  const plan = `/deals/${encodeURIComponent(dealId)}/plan`
  if (view.customers.length === 0) {
    return (
      <Paper withBorder>
        <EmptyState
          title="Whose invoices?"
          detail="Choose the QuickBooks customer in the plan: then their invoices are looked at here."
        >
          <Button component={Link} href={plan}>
            Choose the customer
          </Button>
        </EmptyState>
      </Paper>
    )
  }
  if (view.invoices.length === 0 && view.trouble === null) {
    return (
      <Paper withBorder>
        <EmptyState
          title="No invoices to catch up with"
          detail="QuickBooks has none for this customer in that time. What is billed from here on is shown with the deal."
        />
      </Paper>
    )
  }
  return <CatchUpReview dealId={dealId} view={view} />
}

/** What of this job is invoiced already? */
export function CatchUpPage({ dealId }: { readonly dealId: string }) {
  const { found, again } = useCatchUp(dealId)
  const job = useDeal(dealId)
  const deal = `/deals/${encodeURIComponent(dealId)}`
  const problem = found.isError ? problemFrom(found.error) : null
  return (
    <Stack gap="md">
      <Stack gap={4}>
        <Anchor component={Link} href={deal} size="sm">
          ← {job.data?.deal.name ?? 'The deal'}
        </Anchor>
        <PageTitle>Catch up with QuickBooks</PageTitle>
        {found.data === undefined ? (
          <Text c="dimmed">{problem === null ? 'Asking QuickBooks for this customer’s invoices…' : ' '}</Text>
        ) : (
          <About view={found.data} busy={again.isPending} onAgain={() => again.mutate()} />
        )}
      </Stack>
      {found.data?.trouble != null && (
        <Alert color="amber" icon={<IconPlugConnectedX size={20} />} title="QuickBooks could not be asked">
          <Text size="sm">
            {found.data.trouble} What is shown was known before. Linking waits until QuickBooks answers.
          </Text>
        </Alert>
      )}
      {again.isError && <ProblemNotice problem={problemFrom(again.error)} onClose={again.reset} />}
      {found.isPending && (
        <Paper withBorder px="md">
          <RowSkeletons rows={4} height={72} />
        </Paper>
      )}
      {problem?.code === 'schedule_missing' && (
        <Paper withBorder>
          <EmptyState
            title="Plan the milestones first"
            detail="Invoices that exist are matched with milestones. Split the deal, then come back here."
          >
            <Button component={Link} href={`${deal}/plan`}>
              Plan the milestones
            </Button>
          </EmptyState>
        </Paper>
      )}
      {problem !== null && problem.code !== 'schedule_missing' && (
        <ProblemNotice
          problem={problem}
          {...(problem.status === 403 ? {} : { onRetry: () => void found.refetch() })}
        />
      )}
      {found.data !== undefined && <Body dealId={dealId} view={found.data} />}
    </Stack>
  )
}
