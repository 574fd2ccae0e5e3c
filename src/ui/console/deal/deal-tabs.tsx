import { Anchor, Paper, Tabs, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { DealPageView, InvoiceView } from '../../../http/contract/deal'
import { EmptyState } from '../../parts/empty-state'
import { InvoiceTable } from '../../parts/invoice-table'
import { may, useMe } from '../api/use-me'
import { UnlinkButton } from '../catch-up/unlink-button'
import { ChangeOrderList } from '../change-orders/change-order-list'
import { DocumentsTab } from '../documents/documents-tab'
import { HoursTab } from '../hours/hours-tab'
import { UnappliedNotice } from '../invoices/unapplied-notice'
import { TieOutTab } from '../tie-out/tie-out-tab'
import classes from './deal-page.module.css'
import { HistoryList } from './history-list'
import { UndoPlanning } from './undo-planning'
import type { Tab } from './use-deal-place'

interface DealTabsProps {
  readonly page: DealPageView
  readonly dealId: string
  readonly invoices: readonly InvoiceView[]
  readonly tab: Tab
  readonly onTab: (tab: string | null) => void
  readonly onAccept: () => void
  /** Whether this person may write a change order. */
  readonly editable: boolean
}

/** What stands behind the numbers: the documents, and the story. */
export function DealTabs({ page, dealId, invoices, tab, onTab, onAccept, editable }: DealTabsProps) {
  const links = may(useMe().data, 'bookkeeper')
  // Without milestones the hours are shown above.
  const hourly = page.schedule?.billingType === 'hourly' && page.milestones.length === 0
  return (
    <Tabs value={tab} onChange={onTab} keepMounted={false}>
      <Tabs.List className={classes['tabs'] ?? ''}>
        <Tabs.Tab value="invoices">Invoices{invoices.length > 0 ? ` ${invoices.length}` : ''}</Tabs.Tab>
        {!hourly && <Tabs.Tab value="hours">Hours and costs</Tabs.Tab>}
        <Tabs.Tab value="change-orders">
          Change orders{page.changeOrders.length > 0 ? ` ${page.changeOrders.length}` : ''}
        </Tabs.Tab>
        <Tabs.Tab value="documents">Documents</Tabs.Tab>
        {page.schedule !== null && <Tabs.Tab value="tie-out">Tie-out</Tabs.Tab>}
        <Tabs.Tab value="history">History</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="invoices" pt="md">
        <Paper withBorder>
          {invoices.length === 0 ? (
            <EmptyState
              title="No invoices yet"
              detail="Complete a milestone: its invoice is created in QuickBooks and shown here."
            >
              {links && (
                <Text size="sm" c="dimmed">
                  Already invoiced some of this?{' '}
                  <Anchor
                    component={Link}
                    href={`/deals/${encodeURIComponent(dealId)}/catch-up`}
                    inherit
                    underline="always"
                  >
                    Catch up
                  </Anchor>
                </Text>
              )}
            </EmptyState>
          ) : (
            <InvoiceTable
              invoices={invoices}
              withDeal={false}
              linked={(invoice) => links && <UnlinkButton dealId={dealId} invoice={invoice} />}
            />
          )}
        </Paper>
        <UnappliedNotice unapplied={page.unapplied} />
      </Tabs.Panel>
      {!hourly && (
        <Tabs.Panel value="hours" pt="md">
          <HoursTab page={page} />
        </Tabs.Panel>
      )}
      <Tabs.Panel value="change-orders" pt="md">
        <ChangeOrderList dealId={dealId} orders={page.changeOrders} editable={editable} />
      </Tabs.Panel>
      <Tabs.Panel value="documents" pt="md">
        <DocumentsTab page={page} onAccept={onAccept} />
      </Tabs.Panel>
      <Tabs.Panel value="tie-out" pt="md">
        <TieOutTab page={page} />
      </Tabs.Panel>
      <Tabs.Panel value="history" pt="md">
        <HistoryList
          dealId={dealId}
          milestones={page.milestones}
          onNewest={editable && <UndoPlanning page={page} />}
        />
      </Tabs.Panel>
    </Tabs>
  )
}
