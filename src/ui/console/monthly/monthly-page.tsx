import { Anchor, Button, Paper, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { EmptyState } from '../../parts/empty-state'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { PageTitle } from '../shell/page-title'
import { MonthAhead } from './month-ahead'
import { groupWaiting } from './month-words'
import { useWaiting } from './use-monthly'
import { WaitingDay } from './waiting-day'

/** What waits for the invoices of the month: by its day and its customer; and the way to bill it now. */
export function MonthlyPage() {
  const waiting = useWaiting()
  const me = useMe()
  const [billing, setBilling] = useState(false)
  const items = waiting.data?.pages.flatMap((page) => page.items) ?? []
  const days = groupWaiting(items)
  return (
    <Stack gap="md">
      <Anchor component={Link} href="/invoices" size="sm">
        All invoices
      </Anchor>
      <PageTitle>Monthly invoices</PageTitle>
      <Text c="dimmed" maw={720}>
        Work of plans that bill once a month, completed or claimed. On its day it goes out by itself: one
        invoice for each customer, over all deals.
      </Text>
      {items.length > 0 && may(me.data, 'bookkeeper') && !billing && (
        <div>
          <Button onClick={() => setBilling(true)}>Bill now…</Button>
        </div>
      )}
      {billing && <MonthAhead waiting={items} onClose={() => setBilling(false)} />}
      {waiting.isPending && (
        <Paper withBorder px="md">
          <RowSkeletons rows={4} height={57} />
        </Paper>
      )}
      {waiting.isError && (
        <ProblemNotice problem={problemFrom(waiting.error)} onRetry={() => void waiting.refetch()} />
      )}
      {waiting.data !== undefined && items.length === 0 && (
        <Paper withBorder>
          <EmptyState
            title="Nothing waits"
            detail="Work of plans that bill once a month waits here from its completion until its day. A plan’s terms, or the billing settings, say which do."
          >
            <Button component={Link} href="/settings/billing" variant="default">
              Billing settings
            </Button>
          </EmptyState>
        </Paper>
      )}
      {days.map((day) => (
        <WaitingDay key={day.billsOn} day={day} />
      ))}
      {waiting.hasNextPage && (
        <Button
          variant="default"
          mx="auto"
          loading={waiting.isFetchingNextPage}
          onClick={() => void waiting.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Stack>
  )
}
