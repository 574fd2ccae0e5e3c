import { Button, Paper, Stack, Text } from '@mantine/core'
import { IconEye, IconFileDiff } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { WaitingApprovalView } from '../../../http/contract/approval'
import { Amount } from '../../parts/amount'
import { EmptyState } from '../../parts/empty-state'
import { Ago } from '../../parts/moment'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { Pill } from '../../parts/status-pill'
import { useRowKeys } from '../../parts/use-row-keys'
import { problemFrom } from '../api/refusal'
import { PageTitle } from '../shell/page-title'
import { againText, deadlineText, revisionsText, waitingText } from './approval-words'
import rows from './approvals-page.module.css'
import { useApprovals } from './use-approvals'

function placeOf(item: WaitingApprovalView): string {
  const deal = `/deals/${encodeURIComponent(item.dealId)}`
  const id = encodeURIComponent(item.id)
  return item.kind === 'milestone' ? `${deal}?milestone=${id}` : `${deal}/change-orders/${id}`
}

function WaitingRow({ item }: { readonly item: WaitingApprovalView }) {
  const waiting = waitingText(item)
  const more = [
    item.kind === 'milestone' && item.number > 1 ? `round ${item.number}` : null,
    againText(item),
    revisionsText(item.revisions),
    deadlineText(item),
  ].filter((part) => part !== null)
  return (
    <li className={rows['row']} data-row-box>
      <div className={rows['kind']}>
        {item.kind === 'milestone' ? (
          <Pill meaning="waiting" icon={IconEye}>
            In review
          </Pill>
        ) : (
          <Pill meaning="waiting" icon={IconFileDiff}>
            Change order
          </Pill>
        )}
      </div>
      <div className={rows['what']}>
        <Text fw={600}>
          <Link href={placeOf(item)} data-row={item.id} className={rows['link'] ?? ''}>
            {item.dealName} · {item.name}
          </Link>
        </Text>
        <Text size="sm">
          {waiting === '' ? 'A colleague decides it here' : `Waiting for ${waiting}`}
          {more.length > 0 && ` · ${more.join(' · ')}`}
        </Text>
        <Text size="xs" c="dimmed">
          {item.company !== null && `${item.company} · `}asked by {item.by} <Ago at={item.since} />
        </Text>
      </div>
      <div className={rows['money']}>
        <Amount of={item.amount} />
      </div>
    </li>
  )
}

/** What waits for an answer, and whose. */
export function ApprovalsPage() {
  const approvals = useApprovals()
  useRowKeys()
  const items = approvals.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Stack gap="md">
      <PageTitle>Approvals</PageTitle>
      <Text c="dimmed" maw={720}>
        Work and change orders that somebody was asked about, the nearest deadline first.
      </Text>
      <Paper withBorder>
        {approvals.isPending && (
          <Stack px="md" gap={0}>
            <RowSkeletons rows={4} height={81} />
          </Stack>
        )}
        {approvals.isError && (
          <ProblemNotice problem={problemFrom(approvals.error)} onRetry={() => void approvals.refetch()} />
        )}
        {approvals.data !== undefined && items.length === 0 && (
          <EmptyState
            title="Nobody is asked anything"
            detail="Submit a milestone of a plan that asks for approval, or send a change order: it waits here until it is answered."
          >
            <Button component={Link} href="/deals" variant="default">
              See the deals
            </Button>
          </EmptyState>
        )}
        <ul className={rows['list']}>
          {items.map((item) => (
            <WaitingRow key={`${item.kind} ${item.id}`} item={item} />
          ))}
        </ul>
      </Paper>
      {approvals.hasNextPage && (
        <Button
          variant="default"
          mx="auto"
          loading={approvals.isFetchingNextPage}
          onClick={() => void approvals.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Stack>
  )
}
