import { Button, Group, Paper, Select, Stack, Title } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import { EmptyState } from '../../parts/empty-state'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { focusRow } from '../../parts/use-row-keys'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { HistoryEntry } from './history-entry'
import classes from './history-list.module.css'
import { HistoryProof } from './history-proof'
import { daysOf } from './history-words'
import { useDealPlace } from './use-deal-place'
import { everything, type HistoryFilter, useHistory } from './use-history'

interface HistoryListProps {
  readonly dealId: string
  readonly milestones: readonly { readonly id: string; readonly name: string }[]
  /** What can be done about the newest entry. */
  readonly onNewest?: ReactNode
}

/** The deal's story, newest first, a heading a day; of one milestone or one person where that is asked. */
export function HistoryList({ dealId, milestones, onNewest }: HistoryListProps) {
  const me = useMe()
  const { open } = useDealPlace()
  const [filter, setFilter] = useState<HistoryFilter>(everything)
  const whole = useHistory(dealId)
  const history = useHistory(dealId, filter)
  const entries = history.data?.pages.flatMap((page) => page.items) ?? []
  const byId = useMemo(() => new Map(milestones.map((each) => [each.id, each])), [milestones])
  const people = useMemo(
    () => [...new Set(whole.data?.pages.flatMap((page) => page.items.map((entry) => entry.who)) ?? [])],
    [whole.data],
  )
  const filtered = filter.milestone !== null || filter.who !== null
  const openMilestone = (id: string) => {
    open(id)
    focusRow(id)
  }
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <Select
            aria-label="Of which milestone"
            placeholder="All milestones"
            size="xs"
            clearable
            searchable
            limit={100}
            value={filter.milestone}
            data={milestones.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(milestone) => setFilter({ ...filter, milestone })}
          />
          <Select
            aria-label="Of whom"
            placeholder="Everyone"
            size="xs"
            clearable
            value={filter.who}
            data={people}
            onChange={(who) => setFilter({ ...filter, who })}
          />
        </Group>
        {may(me.data, 'admin') && <HistoryProof />}
      </Group>
      <Paper withBorder p="md">
        {history.isPending && <RowSkeletons rows={6} />}
        {history.isError && (
          <ProblemNotice problem={problemFrom(history.error)} onRetry={() => void history.refetch()} />
        )}
        {history.data !== undefined && entries.length === 0 && (
          <EmptyState
            title={filtered ? 'Nothing of that kind' : 'No history yet'}
            detail={
              filtered
                ? 'Nothing happened to this milestone by this person.'
                : 'Every change, decision and invoice is written down here.'
            }
          >
            {filtered && (
              <Button variant="default" size="xs" onClick={() => setFilter(everything)}>
                Show everything
              </Button>
            )}
          </EmptyState>
        )}
        {daysOf(entries).map((day) => (
          <section key={day.name}>
            <Title order={2} size="h3" className={classes['day'] ?? ''}>
              {day.name}
            </Title>
            <ul className={classes['list']}>
              {day.entries.map((entry) => (
                <HistoryEntry
                  key={entry.number}
                  entry={entry}
                  milestone={byId.get(entry.milestoneId ?? '') ?? null}
                  onOpen={openMilestone}
                >
                  {!filtered && entry === entries[0] && onNewest}
                </HistoryEntry>
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
