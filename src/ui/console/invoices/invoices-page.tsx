import { Anchor, Button, Group, Paper, Stack } from '@mantine/core'
import { Link } from 'wouter'
import { EmptyState } from '../../parts/empty-state'
import { InvoiceTable } from '../../parts/invoice-table'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { useRowKeys } from '../../parts/use-row-keys'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { PageTitle } from '../shell/page-title'
import { GenerateSeveral } from './generate-several'
import { InvoicesFilter } from './invoices-filter'
import { useInvoices, useInvoicesPlace } from './use-invoices'

/** Everything billed and about to be, newest first. */
export function InvoicesPage() {
  const me = useMe()
  const place = useInvoicesPlace()
  const invoices = useInvoices(place)
  useRowKeys()
  const items = invoices.data?.pages.flatMap((page) => page.items) ?? []
  const empty = invoices.data !== undefined && items.length === 0
  const waiting = items.filter((invoice) => invoice.status === 'prepared')
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <PageTitle>Invoices</PageTitle>
        <Group gap="md">
          <Anchor component={Link} href="/invoices/outstanding">
            Outstanding
          </Anchor>
          <Anchor component={Link} href="/invoices/monthly">
            Monthly invoices
          </Anchor>
        </Group>
      </Group>
      <InvoicesFilter place={place} />
      {place.status === 'prepared' && may(me.data, 'bookkeeper') && <GenerateSeveral waiting={waiting} />}
      <Paper withBorder>
        {invoices.isPending && (
          <Stack px="md" gap={0}>
            <RowSkeletons rows={10} height={57} />
          </Stack>
        )}
        {invoices.isError && (
          <ProblemNotice problem={problemFrom(invoices.error)} onRetry={() => void invoices.refetch()} />
        )}
        {empty && place.filtered && (
          <EmptyState title="No invoice matches" detail="Try fewer letters, or another status.">
            <Button variant="default" onClick={place.clear}>
              Show all invoices
            </Button>
          </EmptyState>
        )}
        {empty && !place.filtered && (
          <EmptyState
            title="No invoices yet"
            detail="Complete a milestone of a deal: its invoice is created in QuickBooks and shown here."
          >
            <Button component={Link} href="/deals">
              See the deals
            </Button>
          </EmptyState>
        )}
        {items.length > 0 && <InvoiceTable invoices={items} withDeal />}
      </Paper>
      {invoices.hasNextPage && (
        <Button
          variant="default"
          mx="auto"
          loading={invoices.isFetchingNextPage}
          onClick={() => void invoices.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Stack>
  )
}
