import { Anchor, Button, Group, Paper, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { BillingRunView, WaitingWorkView } from '../../../http/contract/billing-run'
import { Amount } from '../../parts/amount'
import { today } from '../../parts/day-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { consequence, countText, invoiceSentence, sumText } from './month-words'
import classes from './monthly.module.css'
import { useMonthAhead, useRunMonth } from './use-monthly'

interface MonthAheadProps {
  readonly waiting: readonly WaitingWorkView[]
  readonly onClose: () => void
}

/** Bills before its day what was completed or claimed by a day: the invoices as they would be, what stays behind, and the button. */
export function MonthAhead({ waiting, onClose }: MonthAheadProps) {
  const [through, setThrough] = useState(today())
  const valid = /^\d{4}-\d{2}-\d{2}$/.test(through)
  const ahead = useMonthAhead(valid ? through : null)
  const run = useRunMonth()
  const shown = run.data ?? ahead.data
  const done = run.data !== undefined
  const settled = ahead.data?.through === through && !ahead.isFetching
  return (
    <Paper withBorder p="md" component="section" aria-label="Bill now">
      <Stack gap="md">
        <TextInput
          type="date"
          label="What was done by"
          description="That day included. The rest waits for its own day."
          value={through}
          max={today()}
          disabled={done}
          onChange={(event) => setThrough(event.currentTarget.value)}
          maw={240}
          data-autofocus
        />
        <div aria-live="polite" aria-busy={!done && !settled}>
          {ahead.isPending && valid && <Skeleton height={72} aria-hidden="true" />}
          {ahead.isError && !done && (
            <ProblemNotice problem={problemFrom(ahead.error)} onRetry={() => void ahead.refetch()} />
          )}
          {shown !== undefined && <Month month={shown} done={done} waiting={waiting.length} />}
        </div>
        {run.error !== null && <ProblemNotice problem={problemFrom(run.error)} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {done ? 'Done' : 'Cancel'}
          </Button>
          {!done && (
            <Button
              loading={run.isPending}
              disabled={!settled || ahead.isError || (ahead.data?.invoices.length ?? 0) === 0}
              onClick={() =>
                run.mutate({
                  through,
                  seen: (ahead.data?.invoices ?? []).flatMap(({ deals }) =>
                    deals.flatMap(({ milestones }) => milestones.map(({ id }) => id)),
                  ),
                })
              }
            >
              {buttonText(ahead.data)}
            </Button>
          )}
        </Group>
      </Stack>
    </Paper>
  )
}

function buttonText(month: BillingRunView | undefined): string {
  if (month === undefined || month.invoices.length === 0) return 'Bill now'
  const sum = sumText(month.invoices.map(({ subtotal }) => subtotal))
  return `Bill ${countText(month.invoices.length, 'invoice')} · ${sum}`
}

interface MonthProps {
  readonly month: BillingRunView
  readonly done: boolean
  readonly waiting: number
}

/** The invoices, each with its deals and their milestones; and what stays, with why. */
function Month({ month: { invoices, leftOut }, done, waiting }: MonthProps) {
  return (
    <Stack gap="md">
      {invoices.length === 0 && leftOut.length === 0 && (
        <Text>
          {waiting === 0 ? 'Nothing waits.' : 'Nothing that waits was done by then. Choose a later day.'}
        </Text>
      )}
      {invoices.length > 0 && (
        <Text>
          {done ? 'Decided. What is on its way shows among the invoices.' : consequence({ invoices })}
        </Text>
      )}
      {invoices.map((invoice, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one customer may have several, told apart by their place
        <div key={`${invoice.customer} ${at}`}>
          <Text fw={600}>
            {invoice.id === null ? (
              invoiceSentence(invoice)
            ) : (
              <Anchor component={Link} href={`/invoices/${invoice.id}`} inherit>
                {invoiceSentence(invoice)}
              </Anchor>
            )}
          </Text>
          <ul className={classes['work']}>
            {invoice.deals.flatMap((deal) =>
              deal.milestones.map((milestone) => (
                <li key={milestone.id}>
                  <span className={classes['what']}>
                    {deal.name} · {milestone.name}
                  </span>
                  <Amount of={milestone.amount} />
                </li>
              )),
            )}
          </ul>
        </div>
      ))}
      {leftOut.length > 0 && (
        <div>
          <Title order={3} size="h5">
            Left out
          </Title>
          <ul className={classes['work']}>
            {leftOut.map((each) => (
              <li key={each.milestoneId}>
                <span className={classes['what']}>
                  <Anchor
                    component={Link}
                    href={`/deals/${encodeURIComponent(each.dealId)}?milestone=${encodeURIComponent(each.milestoneId)}`}
                  >
                    {each.name}
                  </Anchor>{' '}
                  <Text span c="dimmed">
                    {each.why}
                  </Text>
                </span>
                <Amount of={each.amount} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </Stack>
  )
}
