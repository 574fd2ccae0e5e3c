import { Anchor, Button, Group, Paper, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { RefundView } from '../../../http/contract/refund'
import { Amount } from '../../parts/amount'
import { Ago, Day } from '../../parts/moment'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { PageSkeleton } from '../shell/page-skeleton'
import { PageTitle } from '../shell/page-title'
import { useRefund, useSettleRefund, useWithdrawRefund } from './use-refund'

type Candidate = RefundView['candidates'][number]
const keyOf = ({ invoiceId, milestone }: Candidate): string => `${invoiceId} ${milestone?.id ?? ''}`
const NONE = 'none'
const textOf = (money: RefundView['total']): string =>
  money === null ? 'An unknown amount' : moneyText(money)

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
      {said !== null ? <Answered refund={refund} /> : !gone && <Question refund={refund} />}
    </Stack>
  )
}

/** What was said, and the way back. */
function Answered({ refund }: { readonly refund: RefundView }) {
  const withdraw = useWithdrawRefund(refund.id)
  const { said } = refund
  const mayKeep = may(useMe().data, 'bookkeeper')
  if (said === null) return null
  const { to } = said
  return (
    <Paper withBorder p="md" component="section" aria-label="What was said">
      <Stack gap="sm">
        {to === null ? (
          <Text>It is for none of the milestones.</Text>
        ) : (
          <>
            <Text>
              It gives back {to.milestone === null ? 'what ' : `“${to.milestone.name}” on `}
              <Anchor component={Link} href={`/invoices/${encodeURIComponent(to.invoiceId)}`} inherit>
                invoice {to.docNumber ?? ''}
              </Anchor>
              {to.milestone === null ? ' bills.' : '.'}
            </Text>
            {to.milestone !== null && <Text c="dimmed">{outcome(to)}</Text>}
          </>
        )}
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

function outcome({ again, closed }: NonNullable<NonNullable<RefundView['said']>['to']>): string {
  const isMore = (money: typeof again) => money !== null && !/^-?0*\.?0*$/.test(money.amount)
  if (isMore(again)) return `${textOf(again)} of it is billed again, on an invoice of its own.`
  if (isMore(closed)) return `${textOf(closed)} of it is closed: nothing bills it any more.`
  return 'Nothing of it was billed any more.'
}

/** What does it give back, and is that billed again? The consequence is said above the button. */
function Question({ refund }: { readonly refund: RefundView }) {
  const { candidates, id } = refund
  const settle = useSettleRefund(id)
  const likely = candidates.filter((each) => each.likely)
  const [only] = likely.length === 1 ? likely : candidates.length === 1 ? candidates : []
  const [chosen, setChosen] = useState(only ? keyOf(only) : '')
  const [again, setAgain] = useState('')
  const mayKeep = may(useMe().data, 'bookkeeper')
  const candidate = candidates.find((each) => keyOf(each) === chosen)
  const asksAgain = candidate !== undefined && candidate.milestone !== null
  const isReady = chosen === NONE || (candidate !== undefined && (!asksAgain || again !== ''))
  if (candidates.length === 0)
    return (
      <Text>None of the invoices here were made to its customer before it. There is nothing to say.</Text>
    )
  if (!mayKeep) return <Text>A bookkeeper, an admin or the owner says which milestone it gives back.</Text>
  const keep = () =>
    settle.mutate(
      candidate === undefined
        ? null
        : {
            invoiceId: candidate.invoiceId,
            milestoneId: candidate.milestone?.id ?? null,
            again: again === 'yes',
          },
    )
  return (
    <Paper withBorder p="md" component="section" aria-label="What it is for">
      <Stack gap="md">
        <Radio.Group label="What does it give back?" value={chosen} onChange={setChosen}>
          <Stack gap="xs" mt="xs">
            {candidates.map((each) => (
              <Radio
                key={keyOf(each)}
                value={keyOf(each)}
                label={`${each.milestone === null ? 'What is billed' : `“${each.milestone.name}”`} on invoice ${each.docNumber ?? ''}, ${textOf(each.billed)}`}
                description={`${each.dealName}${each.likely ? ' · named on the refund' : ''}`}
              />
            ))}
            <Radio value={NONE} label="Something else: none of these" />
          </Stack>
        </Radio.Group>
        {asksAgain && (
          <Radio.Group label="Is that billed again?" value={again} onChange={setAgain}>
            <Stack gap="xs" mt="xs">
              <Radio value="no" label="No, it is closed: nothing bills it any more" />
              <Radio value="yes" label="Yes, it goes on an invoice of its own when somebody creates it" />
            </Stack>
          </Radio.Group>
        )}
        <Text c="dimmed" aria-live="polite">
          {meaning(refund, candidate, chosen, again)}
        </Text>
        {settle.error !== null && <ProblemNotice problem={problemFrom(settle.error)} />}
        <Group>
          <Button disabled={!isReady} loading={settle.isPending} onClick={keep}>
            Keep this
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}

function meaning(
  { total }: RefundView,
  candidate: Candidate | undefined,
  chosen: string,
  again: string,
): string {
  if (chosen === NONE) return 'It is counted for no deal here, and nobody is asked about it again.'
  if (candidate === undefined) return 'What is paid and what is open stays as QuickBooks has it.'
  if (candidate.milestone === null)
    return `${textOf(total)} is refunded of ${candidate.dealName}. A deposit that it gives back can’t be drawn any more.`
  const then =
    again === 'yes'
      ? ' It is ready to bill again at once, and no invoice is made by itself.'
      : again === 'no'
        ? ' It stays closed.'
        : ''
  return `What is billed of “${candidate.milestone.name}” falls by the refund without its tax; what is paid and open stays.${then}`
}
