import { Anchor, Text } from '@mantine/core'
import type { MilestoneView } from '../../../http/contract/milestone'
import { Amount } from '../../parts/amount'
import { InvoicePill } from '../../parts/invoice-pill'
import { Day } from '../../parts/moment'
import { Fact } from './milestone-facts'
import classes from './milestone-invoices.module.css'

/** The milestone's documents in QuickBooks, those that no longer count too. */
export function MilestoneInvoices({ milestone }: { readonly milestone: MilestoneView }) {
  if (milestone.invoices.length === 0) return null
  const several = milestone.payers.length > 1
  return (
    <Fact name={milestone.invoices.length === 1 ? 'Invoice' : 'Invoices'}>
      <ul className={classes['list']}>
        {milestone.invoices.map((invoice) => (
          <li key={invoice.id} className={classes['invoice']}>
            <span className={classes['first']}>
              {invoice.link === null ? (
                <b>{invoice.docNumber ?? 'No number yet'}</b>
              ) : (
                <Anchor href={invoice.link} target="_blank" rel="noreferrer" inherit fw={600}>
                  {invoice.docNumber ?? 'In QuickBooks'} ↗
                </Anchor>
              )}
              <InvoicePill status={invoice.status} />
            </span>
            <Amount of={invoice.total} fw={600} />
            <Text size="xs" c="dimmed">
              {several &&
                invoice.customer !== null &&
                (invoice.dueOn === null ? invoice.customer : `${invoice.customer} · `)}
              {invoice.dueOn !== null && (
                <>
                  due <Day at={invoice.dueOn} />
                </>
              )}
            </Text>
            <Text size="xs" c="dimmed">
              <Amount of={invoice.balance} /> open
            </Text>
          </li>
        ))}
      </ul>
      {milestone.difference && <Text>It was edited in QuickBooks and differs from the milestone.</Text>}
    </Fact>
  )
}
