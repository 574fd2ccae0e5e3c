import { Button, Paper, Stack, Text, Title } from '@mantine/core'
import type { HistoryEntryView } from '../../../http/contract/deal'
import { exactText, timeText } from '../../parts/day-text'
import { EmptyState } from '../../parts/empty-state'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { problemFrom } from '../api/refusal'
import classes from './history-list.module.css'
import { daysOf, differences } from './history-words'
import { useHistory } from './use-history'

function Entry({ entry }: { readonly entry: HistoryEntryView }) {
  const changed = differences(entry.before, entry.after)
  return (
    <li className={classes['entry']}>
      <time dateTime={entry.at} title={exactText(entry.at)} className={`${classes['time']} tabular`}>
        {timeText(entry.at)}
      </time>
      <div className={classes['what']}>
        <Text>{entry.what}</Text>
        <Text size="xs" c="dimmed">
          {entry.who}
          {entry.from !== '' && ` · ${entry.from}`}
        </Text>
        {changed.length > 0 && (
          <details className={classes['details']}>
            <summary>What changed</summary>
            <dl>
              {changed.map((change) => (
                <div key={change.name}>
                  <dt>{change.name}</dt>
                  <dd>
                    {change.before} → {change.after}
                  </dd>
                </div>
              ))}
            </dl>
            <Text size="xs" c="dimmed" title={entry.hash}>
              Entry {entry.number}, sealed {entry.hash.slice(0, 12)}
            </Text>
          </details>
        )}
      </div>
    </li>
  )
}

/** The deal's story, newest first, a heading a day. */
export function HistoryList({ dealId }: { readonly dealId: string }) {
  const history = useHistory(dealId)
  const entries = history.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Stack gap="md">
      <Paper withBorder p="md">
        {history.isPending && <RowSkeletons rows={6} />}
        {history.isError && (
          <ProblemNotice problem={problemFrom(history.error)} onRetry={() => void history.refetch()} />
        )}
        {history.data !== undefined && entries.length === 0 && (
          <EmptyState
            title="No history yet"
            detail="Every change, decision and invoice is written down here."
          />
        )}
        {daysOf(entries).map((day) => (
          <section key={day.name}>
            <Title order={2} size="h3" className={classes['day'] ?? ''}>
              {day.name}
            </Title>
            <ul className={classes['list']}>
              {day.entries.map((entry) => (
                <Entry key={entry.number} entry={entry} />
              ))}
            </ul>
          </section>
        ))}
      </Paper>
      {history.hasNextPage && (
        <Button
          variant="default"
          mx="auto"
          loading={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Stack>
  )
}
