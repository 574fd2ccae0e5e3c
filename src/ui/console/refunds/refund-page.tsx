import { Anchor, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { RefundView } from '../../../http/contract/refund'
import { Amount } from '../../parts/amount'
import { Ago, Day } from '../../parts/moment'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { PageSkeleton } from '../shell/page-skeleton'
import { PageTitle } from '../shell/page-title'
import { RefundQuestion, textOf } from './refund-question'
import { useRefund, useWithdrawRefund } from './use-refund'

/** One refund: what it is, what it gives back, and what that means. */
export function RefundPage({ refundId }: { readonly refundId: string }) {
  const refund = useRefund(refundId)
  if (refund.data !== undefined) return <Refund refund={refund.data} />
  if (!refund.isError) return <PageSkeleton />
  return (
    <Stack gap="md">
      <PageTitle>Refund</PageTitle>
      <ProblemNotice problem={problemFrom(refund.error)} onRetry={() => void refund.refetch()} />
    </Stack>
  )
}

function Refund({ refund }: { readonly refund: RefundView }) {
  const { number, id, total, on, customer, memo, gone, said } = refund
  return (
    <Stack gap="md" maw={720}>
      <div>
        <PageTitle>{`Refund ${number ?? id}`}</PageTitle>
        <Group gap="sm" mt={4}>
          <Amount of={total} fw={600} />
          {customer !== null && <Text c="dimmed">to {customer}</Text>}
          {on !== null && (
            <Text c="dimmed">
              <Day at={on} />
            </Text>
          )}
        </Group>
        {memo !== null && (
          <Text c="dimmed" mt={4} style={{ overflowWrap: 'anywhere' }}>
            “{memo}”
          </Text>
        )}
      </div>
      {gone && <Text>It was voided or deleted in QuickBooks: it refunds nothing any more.</Text>}
      {said !== null ? <Answered refund={refund} /> : !gone && <RefundQuestion refund={refund} />}
    </Stack>
  )
}

/** What was said, and the way back. */
function Answered({ refund }: { readonly refund: RefundView }) {
  const withdraw = useWithdrawRefund(refund.id)
  const { said } = refund
  const mayKeep = may(useMe().data, 'bookkeeper')
  if (said === null) return null
  const { parts } = said
  return (
    <Paper withBorder p="md" component="section" aria-label="What was said">
      <Stack gap="sm">
        {parts.length === 0 && <Text>It is for none of the milestones.</Text>}
        {parts.map((part) => (
          <div key={`${part.invoiceId} ${part.milestone?.id ?? ''}`} style={{ overflowWrap: 'anywhere' }}>
            <Text>
              {parts.length === 1 ? 'It gives' : `${textOf(part.amount)} gives`} back{' '}
              {part.milestone === null ? 'what ' : `“${part.milestone.name}” on `}
              <Anchor component={Link} href={`/invoices/${encodeURIComponent(part.invoiceId)}`} inherit>
                invoice {part.docNumber ?? ''}
              </Anchor>
              {part.milestone === null ? ' bills.' : '.'}
            </Text>
            {part.milestone !== null && <Text c="dimmed">{outcome(part)}</Text>}
          </div>
        ))}
        <Text size="xs" c="dimmed">
          {said.by} · <Ago at={said.at} />
        </Text>
        {withdraw.error !== null && <ProblemNotice problem={problemFrom(withdraw.error)} />}
        {mayKeep && (
          <Group>
            <Button variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate(said.at)}>
              Take that back
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  )
}

function outcome({ again, closed }: NonNullable<RefundView['said']>['parts'][number]): string {
  const isMore = (money: typeof again) => money !== null && !/^-?0*\.?0*$/.test(money.amount)
  if (isMore(again)) return `${textOf(again)} of it is billed again, on an invoice of its own.`
  if (isMore(closed)) return `${textOf(closed)} of it is closed: nothing bills it any more.`
  return 'Nothing of it was billed any more.'
}
