import { Button, Group, Paper, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { RefundView } from '../../../http/contract/refund'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { type Candidate, type Giving, keyOf, type Split, splitOf } from './refund-draft'
import { candidateName, RefundParts } from './refund-parts'
import { useSettleRefund } from './use-refund'

const NONE = 'none'
const nothing: Split = { parts: [], leftMinor: 0n, errors: new Map(), isWhole: false }
/** "$25.00". */
export const textOf = (money: RefundView['total']): string =>
  money === null ? 'An unknown amount' : moneyText(money)

/** What does it give back, and is that billed again? The consequence is said above the button. */
export function RefundQuestion({ refund }: { readonly refund: RefundView }) {
  const { candidates, id, total } = refund
  const settle = useSettleRefund(id)
  const likely = candidates.filter((each) => each.likely)
  const [only] = likely.length === 1 ? likely : candidates.length === 1 ? candidates : []
  const [chosen, setChosen] = useState(only ? keyOf(only) : '')
  const [several, setSeveral] = useState(false)
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const [again, setAgain] = useState('')
  const mayKeep = may(useMe().data, 'bookkeeper')
  const candidate = candidates.find((each) => keyOf(each) === chosen)
  const split = several && total !== null ? splitOf(total, candidates, typed) : nothing
  const named = several ? split.parts.map((part) => part.candidate) : candidate ? [candidate] : []
  const asksAgain = named.some(({ milestone }) => milestone !== null)
  const isSaid = several ? split.isWhole : chosen === NONE || candidate !== undefined
  if (candidates.length === 0)
    return (
      <Text>None of the invoices here were made to its customer before it. There is nothing to say.</Text>
    )
  if (!mayKeep) return <Text>A bookkeeper, an admin or the owner says which milestone it gives back.</Text>
  const giving = (of: Candidate): Giving => ({
    invoiceId: of.invoiceId,
    milestoneId: of.milestone?.id ?? null,
    again: of.milestone !== null && again === 'yes',
  })
  const keep = () =>
    settle.mutate(
      several
        ? split.parts.map((part) => ({ ...giving(part.candidate), amount: part.amount }))
        : // With the amount that was read: it may be another refund by now.
          named.map((each) => ({ ...giving(each), ...(total !== null && { amount: total }) })),
    )
  return (
    <Paper withBorder p="md" component="section" aria-label="What it is for">
      <Stack gap="md">
        {several && total !== null ? (
          <RefundParts
            total={total}
            candidates={candidates}
            typed={typed}
            onChange={setTyped}
            split={split}
          />
        ) : (
          <Radio.Group label="What does it give back?" value={chosen} onChange={setChosen}>
            <Stack gap="xs" mt="xs">
              {candidates.map((each) => (
                <Radio
                  key={keyOf(each)}
                  value={keyOf(each)}
                  label={`${candidateName(each)}, ${textOf(each.billed)}`}
                  description={`${each.dealName}${each.likely ? ' · named on the refund' : ''}`}
                />
              ))}
              <Radio value={NONE} label="Something else: none of these" />
            </Stack>
          </Radio.Group>
        )}
        {candidates.length > 1 && total !== null && (
          <Group>
            <Button variant="default" size="compact-sm" onClick={() => setSeveral(!several)}>
              {several ? 'It gives back one thing' : 'It gives back several of these'}
            </Button>
          </Group>
        )}
        {asksAgain && (
          <Radio.Group label="Is that billed again?" value={again} onChange={setAgain}>
            <Stack gap="xs" mt="xs">
              <Radio value="no" label="No, it is closed: nothing bills it any more" />
              <Radio value="yes" label="Yes, it goes on an invoice of its own when somebody creates it" />
            </Stack>
          </Radio.Group>
        )}
        <Text c="dimmed" aria-live="polite">
          {chosen === NONE && !several
            ? 'It is counted for no deal here, and nobody is asked about it again.'
            : meaning(refund, named, again)}
        </Text>
        {settle.error !== null && <ProblemNotice problem={problemFrom(settle.error)} />}
        <Group>
          <Button disabled={!isSaid || (asksAgain && again === '')} loading={settle.isPending} onClick={keep}>
            Keep this
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}

function meaning({ total }: RefundView, named: readonly Candidate[], again: string): string {
  const [first, ...others] = named
  if (first === undefined) return 'What is paid and what is open stays as QuickBooks has it.'
  const then =
    again === 'yes'
      ? ' It is ready to bill again at once, and no invoice is made by itself.'
      : again === 'no'
        ? ' It stays closed.'
        : ''
  if (others.length > 0)
    return `What is billed of each milestone falls by its part without its tax; what is paid and open stays.${then}`
  if (first.milestone === null)
    return `${textOf(total)} is refunded of ${first.dealName}. A deposit that it gives back can’t be drawn any more.`
  return `What is billed of “${first.milestone.name}” falls by the refund without its tax; what is paid and open stays.${then}`
}
