import { Paper, Progress, Stack, Text, Title } from '@mantine/core'
import type { UsageView } from '../../../http/contract/workspace'
import classes from './spent-by.module.css'
import { count, reasonWords } from './usage-words'

/** What spends the metered reads, most first: each with its share as a bar and a word about it. */
export function SpentBy({ usage }: { readonly usage: UsageView }) {
  const most = usage.byReason[0]?.metered ?? 0
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="spent-by">
      <Stack gap="md">
        <Title order={2} id="spent-by">
          What spends them
        </Title>
        {usage.byReason.length === 0 && <Text c="dimmed">Nothing was read yet this month.</Text>}
        <ul className={classes['list']}>
          {usage.byReason.map(({ reason, metered }) => (
            <li key={reason} className={classes['row']}>
              <div className={classes['what']}>
                <Text fw={600}>{reasonWords[reason].name}</Text>
                <Text size="xs" c="dimmed">
                  {reasonWords[reason].about}
                </Text>
              </div>
              <Progress
                value={(metered / Math.max(most, 1)) * 100}
                color="var(--mp-billed)"
                className={classes['bar'] ?? ''}
                aria-hidden="true"
              />
              <Text className={`tabular ${classes['count'] ?? ''}`} ta="right">
                {count(metered)}
              </Text>
            </li>
          ))}
        </ul>
      </Stack>
    </Paper>
  )
}
