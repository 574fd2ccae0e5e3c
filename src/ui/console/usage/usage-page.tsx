import { Group, Paper, Progress, Skeleton, Stack, Text } from '@mantine/core'
import type { UsageView } from '../../../http/contract/workspace'
import { dayText } from '../../parts/day-text'
import { figureText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { Pill } from '../../parts/status-pill'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { PageTitle } from '../shell/page-title'
import { BudgetForm } from './budget-form'
import { EveryCall } from './every-call'
import { ReadsByDay } from './reads-by-day'
import { SpentBy } from './spent-by'
import { appLine, forecastLine, pastLine, spentLine, spentPercent, stateWords } from './usage-words'
import { useUsage } from './use-usage'

const colors: Record<UsageView['state'], string> = {
  well: 'var(--mp-paid)',
  near: 'var(--mp-waiting)',
  will_pass: 'var(--mp-waiting)',
  passed: 'var(--mp-risk)',
}

/** The page's answer: how much of this month's reads is spent, and whether the rest will last. */
function Standing({ usage }: { readonly usage: UsageView }) {
  const spent = spentPercent(usage.metered, usage.budget)
  const ahead = usage.forecast === null ? null : spentPercent(usage.forecast.reads, usage.budget)
  return (
    <Paper withBorder p="md" component="section" aria-label="This month">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <Text size="xl" fw={600}>
            {spentLine(usage)}
          </Text>
          {usage.budget.monthlyReads !== null && (
            <Pill meaning={stateWords[usage.state].meaning}>{stateWords[usage.state].word}</Pill>
          )}
        </Group>
        {spent !== null && (
          <Progress.Root size={16}>
            <Progress.Section
              value={spent}
              color={colors[usage.state]}
              aria-label={`${spentLine(usage)} are spent`}
            />
            {ahead !== null && ahead > spent && (
              <Progress.Section value={ahead - spent} color="var(--mp-flight)" withAria={false} />
            )}
          </Progress.Root>
        )}
        <Text>{forecastLine(usage, dayText)}</Text>
        {usage.costAhead !== null && usage.costAhead.amount !== '0.00' && (
          <Text>Past the budget that would cost {figureText(usage.costAhead)}.</Text>
        )}
        <Text c="dimmed">{pastLine(usage)}</Text>
        {appLine(usage) !== null && <Text>{appLine(usage)}</Text>}
      </Stack>
    </Paper>
  )
}

/** Do this month's metered reads last, and what spends them? */
export function UsagePage() {
  const usage = useUsage()
  const me = useMe()
  return (
    <Stack gap="md">
      <PageTitle>Usage</PageTitle>
      <Text c="dimmed" maw={720}>
        Intuit meters what is read from QuickBooks; what Milepost writes is free. Here is what this month was
        read for.
      </Text>
      {usage.isPending && (
        <>
          <Skeleton height={148} aria-hidden="true" />
          <Skeleton height={280} aria-hidden="true" />
          <Skeleton height={280} aria-hidden="true" />
        </>
      )}
      {usage.isError && (
        <ProblemNotice problem={problemFrom(usage.error)} onRetry={() => void usage.refetch()} />
      )}
      {usage.data !== undefined && (
        <>
          <Standing usage={usage.data} />
          <SpentBy usage={usage.data} />
          <ReadsByDay usage={usage.data} />
          <BudgetForm
            key={JSON.stringify(usage.data.budget)}
            usage={usage.data}
            canChange={may(me.data, 'admin')}
          />
          <EveryCall usage={usage.data} />
        </>
      )}
    </Stack>
  )
}
