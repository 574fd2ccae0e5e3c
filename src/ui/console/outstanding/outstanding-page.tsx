import { Anchor, Button, Group, Paper, Skeleton, Stack, Text } from '@mantine/core'
import { IconFileTypeCsv } from '@tabler/icons-react'
import { Link } from 'wouter'
import { EmptyState } from '../../parts/empty-state'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { useRowKeys } from '../../parts/use-row-keys'
import { problemFrom } from '../api/refusal'
import { PageTitle } from '../shell/page-title'
import { Freshness } from './freshness'
import { OutstandingFilter } from './outstanding-filter'
import { OutstandingSum } from './outstanding-sum'
import { OutstandingTable } from './outstanding-table'
import { headline } from './outstanding-words'
import { filterOf, type OutstandingPlace, useOutstanding, useOutstandingPlace } from './use-outstanding'

/** Who owes what, and since when? */
export function OutstandingPage() {
  const place = useOutstandingPlace()
  const outstanding = useOutstanding(place)
  useRowKeys()
  const [first] = outstanding.data?.pages ?? []
  const rows = outstanding.data?.pages.flatMap((page) => page.items) ?? []
  const currencies = first?.currencies ?? []
  const shown = currencies.filter(({ currency }) => place.currency === null || place.currency === currency)
  const nothing = first !== undefined && currencies.length === 0
  return (
    <Stack gap="md">
      <Anchor component={Link} href="/invoices" size="sm">
        All invoices
      </Anchor>
      <Group justify="space-between" align="start">
        <div>
          <PageTitle shown={first === undefined ? 'Outstanding' : headline(currencies)}>
            Outstanding
          </PageTitle>
          {first === undefined ? (
            <Text size="sm" mih={20} />
          ) : (
            <Freshness today={first.today} readAt={first.readAt} />
          )}
        </div>
        {!nothing && <Export place={place} />}
      </Group>
      {outstanding.isError && (
        <ProblemNotice problem={problemFrom(outstanding.error)} onRetry={() => void outstanding.refetch()} />
      )}
      {outstanding.isPending && <Skeleton height={140} aria-hidden="true" />}
      {shown.map((sum) => (
        <OutstandingSum key={sum.currency} sum={sum} />
      ))}
      {!nothing && (
        <OutstandingFilter place={place} currencies={currencies.map(({ currency }) => currency)} />
      )}
      {!outstanding.isError && (
        <Paper withBorder>
          {outstanding.isPending && (
            <Stack px="md" gap={0}>
              <RowSkeletons rows={6} height={57} />
            </Stack>
          )}
          {nothing && (
            <EmptyState
              title="Nobody owes anything"
              detail="Every invoice that Milepost knows in QuickBooks is paid, or there is none yet. Who has one that is open stands here."
            >
              <Button component={Link} href="/invoices" variant="default">
                See the invoices
              </Button>
            </EmptyState>
          )}
          {first !== undefined && !nothing && rows.length === 0 && (
            <EmptyState
              title="No customer matches"
              detail="Try fewer letters, or customers who are not late."
            >
              <Button variant="default" onClick={place.clear}>
                Show all customers
              </Button>
            </EmptyState>
          )}
          {rows.length > 0 && <OutstandingTable rows={rows} fading={outstanding.isPlaceholderData} />}
        </Paper>
      )}
      {outstanding.hasNextPage && (
        <Button
          variant="default"
          mx="auto"
          loading={outstanding.isFetchingNextPage}
          onClick={() => void outstanding.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Stack>
  )
}

/** The same as a table, with each open invoice under its customer. */
function Export({ place }: { readonly place: OutstandingPlace }) {
  const query = new URLSearchParams(filterOf(place)).toString()
  return (
    <Button
      component="a"
      href={`/api/v1/exports/outstanding.csv${query === '' ? '' : `?${query}`}`}
      variant="default"
      leftSection={<IconFileTypeCsv size={16} aria-hidden />}
    >
      {query === '' ? 'Table' : 'Table of these customers'}
    </Button>
  )
}
