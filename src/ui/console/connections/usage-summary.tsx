import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { Link } from 'wouter'
import type { UsageView } from '../../../http/contract/workspace'
import { dayText } from '../../parts/day-text'
import { Pill } from '../../parts/status-pill'
import { forecastLine, spentLine, stateWords } from '../usage/usage-words'

/** This month's metered reads in a line, and the way to what spends them. */
export function UsageSummary({ usage }: { readonly usage: UsageView }) {
  return (
    <Paper withBorder p="md" component="section" aria-label="Reads this month">
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2}>Reads this month</Title>
          {usage.budget.monthlyReads !== null && (
            <Pill meaning={stateWords[usage.state].meaning}>{stateWords[usage.state].word}</Pill>
          )}
        </Group>
        <Text>{spentLine(usage)}</Text>
        <Text c="dimmed">{forecastLine(usage, dayText)}</Text>
        <Anchor component={Link} href="/usage">
          See what spends them
        </Anchor>
      </Stack>
    </Paper>
  )
}
