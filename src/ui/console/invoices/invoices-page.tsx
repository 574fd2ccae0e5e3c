import { Button, Paper, Stack } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { EmptyState } from '../../parts/empty-state'
import { InvoiceTable } from '../../parts/invoice-table'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { useRowKeys } from '../../parts/use-row-keys'
import { useCall } from '../api/call-context'
import { problemFrom } from '../api/refusal'
import { PageTitle } from '../shell/page-title'

function useInvoices() {
  const call = useCall()
  return useInfiniteQuery({
    queryKey: ['invoices'],
    queryFn: ({ pageParam, signal }) =>
      call('GET /invoices', {
        query: { limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  })
}

/** Everything billed, newest first. */
export function InvoicesPage() {
  const invoices = useInvoices()
  useRowKeys()
  const items = invoices.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Stack gap="md">
      <PageTitle>Invoices</PageTitle>
      <Paper withBorder>
        {invoices.isPending && (
          <Stack px="md" gap={0}>
            <RowSkeletons rows={10} height={57} />
          </Stack>
        )}
        {invoices.isError && (
          <ProblemNotice problem={problemFrom(invoices.error)} onRetry={() => void invoices.refetch()} />
        )}
        {invoices.data !== undefined && items.length === 0 && (
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
