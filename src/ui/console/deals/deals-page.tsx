import { Button, Group, Paper, Stack } from '@mantine/core'
import { Link } from 'wouter'
import { EmptyState } from '../../parts/empty-state'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { useRowKeys } from '../../parts/use-row-keys'
import { problemFrom } from '../api/refusal'
import { PageTitle } from '../shell/page-title'
import { DealsFilter } from './deals-filter'
import { DealsTable } from './deals-table'
import { useDeals, useDealsPlace } from './use-deals'

/** Where does each job stand? */
export function DealsPage() {
  const place = useDealsPlace()
  const deals = useDeals(place)
  useRowKeys()
  const items = deals.data?.pages.flatMap((page) => page.items) ?? []
  const empty = deals.data !== undefined && items.length === 0
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <PageTitle>Deals</PageTitle>
      </Group>
      <DealsFilter place={place} />
      <Paper withBorder>
        {deals.isPending && (
          <Stack px="md" gap={0}>
            <RowSkeletons rows={10} height={57} />
          </Stack>
        )}
        {deals.isError && (
          <ProblemNotice problem={problemFrom(deals.error)} onRetry={() => void deals.refetch()} />
        )}
        {empty && place.filtered && (
          <EmptyState title="No deal matches" detail="Try fewer letters, or another status.">
            <Button variant="default" onClick={place.clear}>
              Show all deals
            </Button>
          </EmptyState>
        )}
        {empty && !place.filtered && (
          <EmptyState
            title="No deals yet"
            detail="Deals come from HubSpot by themselves once it is connected."
          >
            <Button component={Link} href="/connections">
              See the connections
            </Button>
          </EmptyState>
        )}
        {items.length > 0 && <DealsTable deals={items} fading={deals.isPlaceholderData} />}
      </Paper>
      {deals.hasNextPage && (
        <Button
          variant="default"
          mx="auto"
          loading={deals.isFetchingNextPage}
          onClick={() => void deals.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Stack>
  )
}
