import { Anchor, Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { InvoiceView } from '../../http/contract/deal'
import { Amount } from './amount'
import { today } from './day-text'
import { InvoicePill } from './invoice-pill'
import classes from './invoice-table.module.css'
import { invoiceSubject, lateText } from './invoice-words'
import { Day } from './moment'

interface InvoiceTableProps {
  readonly invoices: readonly InvoiceView[]
  /** Left out on the deal's own page. */
  readonly withDeal: boolean
  /** What can be done with an invoice that was linked, beside saying so. */
  readonly linked?: (invoice: InvoiceView) => ReactNode
}

function About({ invoice, withDeal }: { readonly invoice: InvoiceView; readonly withDeal: boolean }) {
  const names = invoiceSubject(invoice)
  const first = invoice.milestones[0]
  if (invoice.dealId === null) return <Text>{names}</Text>
  const href = `/deals/${encodeURIComponent(invoice.dealId)}${first ? `?milestone=${encodeURIComponent(first.id)}` : ''}`
  return (
    <Anchor component={Link} href={href} data-row={invoice.id} c="inherit">
      {withDeal && invoice.dealName !== null ? `${invoice.dealName} · ${names}` : names}
    </Anchor>
  )
}

interface RowProps extends Omit<InvoiceTableProps, 'invoices'> {
  readonly invoice: InvoiceView
}

function Row({ invoice, withDeal, linked }: RowProps) {
  const late = lateText(invoice, today())
  return (
    <Table.Tr data-row-box className={classes['row'] ?? ''}>
      <Table.Td>
        <Anchor component={Link} href={`/invoices/${invoice.id}`} fw={600} className="tabular">
          {invoice.docNumber ?? (invoice.status === 'prepared' ? 'Review' : 'Show')}
        </Anchor>
        {invoice.link !== null && (
          <>
            {' '}
            <Anchor
              href={invoice.link}
              target="_blank"
              rel="noreferrer"
              aria-label={`Invoice ${invoice.docNumber ?? ''} in QuickBooks`}
            >
              ↗
            </Anchor>
          </>
        )}
      </Table.Td>
      <Table.Td className={classes['about'] ?? ''}>
        <About invoice={invoice} withDeal={withDeal} />
        {invoice.customer !== null && (
          <div>
            <Anchor
              component={Link}
              href={`/customers/${encodeURIComponent(invoice.customerId)}`}
              size="xs"
              c="dimmed"
            >
              {invoice.customer}
            </Anchor>
          </div>
        )}
        {invoice.origin === 'linked' && (
          <Text size="xs" c="dimmed" component="div">
            Made in QuickBooks and linked {linked?.(invoice)}
          </Text>
        )}
        <div className={classes['phone']}>
          <InvoicePill status={invoice.status} />
          {late !== null && (
            <Text size="xs" className={classes['late'] ?? ''}>
              {late}
            </Text>
          )}
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
        {late !== null && (
          <Text size="xs" className={classes['late'] ?? ''}>
            {late}
          </Text>
        )}
      </Table.Td>
      <Table.Td className={classes['number'] ?? ''}>
        <Amount of={invoice.total} />
      </Table.Td>
      <Table.Td className={`${classes['number']} ${classes['wide']}`}>
        {invoice.quickbooksId === null ? '–' : <Amount of={invoice.balance} />}
      </Table.Td>
    </Table.Tr>
  )
}

/** Invoices, one a row: number, what for, how it stands, when, how much. */
export function InvoiceTable({ invoices, ...more }: InvoiceTableProps) {
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
          <Table.Th className={`${classes['number']} ${classes['wide']}`}>Open</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {invoices.map((invoice) => (
          <Row key={invoice.id} invoice={invoice} {...more} />
        ))}
      </Table.Tbody>
    </Table>
  )
}
