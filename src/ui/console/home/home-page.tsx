import { Button, Group, Paper, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { AttentionView } from '../../../http/contract/deal'
import { Amount } from '../../parts/amount'
import { EmptyState } from '../../parts/empty-state'
import { sumByCurrency } from '../../parts/minor-units'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { useRowKeys } from '../../parts/use-row-keys'
import { problemFrom } from '../api/refusal'
import { AttentionRow } from '../attention/attention-row'
import rows from '../attention/attention-row.module.css'
import { PageTitle } from '../shell/page-title'
import { OpenDealsPanel } from './open-deals-panel'
import { useHome } from './use-home'

function headline(items: readonly AttentionView[], more: boolean): string {
  if (items.length === 0) return 'Nothing needs you'
  if (more) return `${items.length}+ things need you`
  return items.length === 1 ? '1 thing needs you' : `${items.length} things need you`
}

/** What is ready to bill of the items that are shown, which says so where there are more. */
function ReadyToBill({ items, more }: { readonly items: readonly AttentionView[]; readonly more: boolean }) {
  const sums = sumByCurrency(
    items.flatMap((item) => (item.kind === 'ready_to_bill' && item.money !== null ? [item.money] : [])),
  )
  if (sums.length === 0) return null
  return (
    <Text size="lg">
      {sums.map((sum, at) => (
        <span key={sum.currency}>
          {at > 0 && ' + '}
          <Amount of={sum} fw={600} />
        </span>
      ))}{' '}
      <Text span size="sm" c="dimmed">
        {more ? `ready to bill among the first ${items.length}` : 'ready to bill'}
      </Text>
    </Text>
  )
}

/** What needs me? */
export function HomePage() {
  const { attention, deals } = useHome()
  useRowKeys()
  const items = attention.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="baseline">
        <PageTitle
          shown={attention.data === undefined ? 'What needs you' : headline(items, attention.hasNextPage)}
        >
          Home
        </PageTitle>
        <ReadyToBill items={items} more={attention.hasNextPage} />
      </Group>
      <Paper withBorder>
        {attention.isPending && (
          <Stack px="md">
            <RowSkeletons rows={6} height={57} />
          </Stack>
        )}
        {attention.isError && (
          <ProblemNotice problem={problemFrom(attention.error)} onRetry={() => void attention.refetch()} />
        )}
        {attention.data !== undefined && items.length === 0 && (
          <EmptyState
            title="All clear"
            detail="Every milestone is where it should be. New things to decide appear here."
          >
            <Button component={Link} href="/deals" variant="default">
              See the deals
            </Button>
          </EmptyState>
        )}
        <ul className={rows['list']}>
          {items.map((item) => (
            <AttentionRow key={item.id} item={item} />
          ))}
        </ul>
      </Paper>
      {attention.hasNextPage && (
        <Button
          variant="default"
          loading={attention.isFetchingNextPage}
          onClick={() => void attention.fetchNextPage()}
          mx="auto"
        >
          Show more
        </Button>
      )}
      <OpenDealsPanel deals={deals} />
    </Stack>
  )
}
