import { Anchor, Table, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { HistoryInvoiceView } from '../../../http/contract/outstanding'
import { Amount } from '../../parts/amount'
import { InvoicePill } from '../../parts/invoice-pill'
import { invoiceSubject } from '../../parts/invoice-words'
import { minorOf } from '../../parts/minor-units'
import { Day } from '../../parts/moment'
import { MoneyEntry } from '../invoices/money-entry'
import classes from './history-table.module.css'
import { daysLateWords } from './outstanding-words'

/** What it bills, deal by deal, each a link to its work there. */
function About({ item: { invoice, deals } }: { readonly item: HistoryInvoiceView }) {
  return deals.map(({ id, name, milestones }) => {
    const [first] = milestones
    const place = first ? `?milestone=${encodeURIComponent(first.id)}` : ''
    return (
      <div key={id}>
        <Anchor component={Link} href={`/deals/${encodeURIComponent(id)}${place}`} c="inherit">
          {name} · {invoiceSubject({ milestones, kinds: invoice.kinds })}
        </Anchor>
      </div>
    )
  })
}

/** Late, or why it is not although its day is past. */
function Late({ item: { daysLate, covered } }: { readonly item: HistoryInvoiceView }) {
  const late = daysLateWords(daysLate)
  if (late === null && !covered) return null
  return (
    <Text size="xs" className={late === null ? '' : (classes['late'] ?? '')}>
      {late ?? 'covered by a credit'}
    </Text>
  )
}

function Row({ item }: { readonly item: HistoryInvoiceView }) {
  const { invoice, paid, money } = item
  const isThere = invoice.quickbooksId !== null
  const isUnread = isThere && money === null
  const below = isUnread || (money !== null && money.length > 0)
  const isOpen = invoice.balance !== null && minorOf(invoice.balance) > 0n
  return (
    <>
      <Table.Tr data-row-box className={classes['row'] ?? ''} data-open={below || undefined}>
        <Table.Td>
          <Anchor
            component={Link}
            href={`/invoices/${encodeURIComponent(invoice.id)}`}
            fw={600}
            className="tabular"
            data-row={invoice.id}
          >
            {invoice.docNumber ?? (invoice.status === 'prepared' ? 'Review' : 'Show')}
          </Anchor>
        </Table.Td>
        <Table.Td className={classes['about'] ?? ''}>
          <About item={item} />
          <div className={classes['phone']}>
            <InvoicePill status={invoice.status} />
            <Late item={item} />
          </div>
        </Table.Td>
        <Table.Td className={classes['wide'] ?? ''}>
          <InvoicePill status={invoice.status} />
        </Table.Td>
        <Table.Td className={classes['wide'] ?? ''}>
          {invoice.issuedOn === null ? '–' : <Day at={invoice.issuedOn} />}
        </Table.Td>
        <Table.Td className={classes['wide'] ?? ''}>
          {invoice.dueOn === null ? '–' : <Day at={invoice.dueOn} />}
          <Late item={item} />
        </Table.Td>
        <Table.Td className={classes['number'] ?? ''}>
          {isUnread && invoice.balance === null ? <Amount of={null} /> : <Amount of={invoice.total} />}
          {isOpen && (
            <Text size="xs" c="dimmed" className={classes['phone'] ?? ''}>
              <Amount of={invoice.balance} /> open
            </Text>
          )}
        </Table.Td>
        <Table.Td className={`${classes['number']} ${classes['wide']}`}>
          {isThere ? <Amount of={paid} /> : '–'}
        </Table.Td>
        <Table.Td className={`${classes['number']} ${classes['wide']}`}>
          {isThere ? <Amount of={invoice.balance} fw={isOpen ? 600 : 400} /> : '–'}
        </Table.Td>
      </Table.Tr>
      {below && (
        <Table.Tr className={classes['below'] ?? ''}>
          <Table.Td className={classes['wide'] ?? ''} />
          <Table.Td colSpan={6}>
            {money === null ? (
              <Text size="sm" c="dimmed">
                What came on it is not known: it, or a payment on it, can’t be read.
              </Text>
            ) : (
              <ul className={classes['list']} aria-label={`What came on invoice ${invoice.docNumber ?? ''}`}>
                {money.map((entry) => (
                  <MoneyEntry key={`${entry.kind} ${entry.quickbooksId}`} entry={entry} />
                ))}
              </ul>
            )}
          </Table.Td>
          <Table.Td className={classes['wide'] ?? ''} />
        </Table.Tr>
      )}
    </>
  )
}

/** A customer's invoices, the newest first, each with the payments and credits that came on it. */
export function HistoryTable({ items }: { readonly items: readonly HistoryInvoiceView[] }) {
  return (
    <Table className={classes['table'] ?? ''} aria-label="Invoices">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Number</Table.Th>
          <Table.Th>For</Table.Th>
          <Table.Th className={classes['wide'] ?? ''}>Status</Table.Th>
          <Table.Th className={classes['wide'] ?? ''}>Issued</Table.Th>
          <Table.Th className={classes['wide'] ?? ''}>Due</Table.Th>
          <Table.Th className={classes['number'] ?? ''}>Total, with tax</Table.Th>
          <Table.Th className={`${classes['number']} ${classes['wide']}`}>Paid</Table.Th>
          <Table.Th className={`${classes['number']} ${classes['wide']}`}>Open</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <Row key={item.invoice.id} item={item} />
        ))}
      </Table.Tbody>
    </Table>
  )
}
