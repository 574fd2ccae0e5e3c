import { Paper, Tabs } from '@mantine/core'
import type { InvoiceView } from '../../../http/contract/deal'
import { EmptyState } from '../../parts/empty-state'
import { InvoiceTable } from '../../parts/invoice-table'
import { HistoryList } from './history-list'
import type { Tab } from './use-deal-place'

interface DealTabsProps {
  readonly dealId: string
  readonly invoices: readonly InvoiceView[]
  readonly tab: Tab
  readonly onTab: (tab: string | null) => void
}

/** What stands behind the numbers: the documents, and the story. */
export function DealTabs({ dealId, invoices, tab, onTab }: DealTabsProps) {
  return (
    <Tabs value={tab} onChange={onTab} keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="invoices">Invoices{invoices.length > 0 ? ` ${invoices.length}` : ''}</Tabs.Tab>
        <Tabs.Tab value="history">History</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="invoices" pt="md">
        <Paper withBorder>
          {invoices.length === 0 ? (
            <EmptyState
              title="No invoices yet"
              detail="Complete a milestone: its invoice is created in QuickBooks and shown here."
            />
          ) : (
            <InvoiceTable invoices={invoices} withDeal={false} />
          )}
        </Paper>
      </Tabs.Panel>
      <Tabs.Panel value="history" pt="md">
        <HistoryList dealId={dealId} />
      </Tabs.Panel>
    </Tabs>
  )
}
