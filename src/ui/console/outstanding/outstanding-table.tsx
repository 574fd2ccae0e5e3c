import { Table, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { MoneyView } from '../../../http/contract/money'
import type { OutstandingRowView } from '../../../http/contract/outstanding'
import { Amount } from '../../parts/amount'
import { daysBetween, today } from '../../parts/day-text'
import { minorOf } from '../../parts/minor-units'
import { Day } from '../../parts/moment'
import { moneyText } from '../../parts/money-text'
import classes from './outstanding.module.css'
import { ageWords, daysLateWords, rowWords } from './outstanding-words'

/** An amount of one age; where there is none the eye has nothing to stop at. */
function Cell({ of }: { readonly of: MoneyView | null }) {
  if (of === null || minorOf(of) !== 0n) return <Amount of={of} />
  return (
    <Text span c="dimmed">
      –
    </Text>
  )
}

/** Since when something is due, and how late that is. */
function Oldest({ row: { oldestDueOn } }: { readonly row: OutstandingRowView }) {
  if (oldestDueOn === null) return null
  const late = daysLateWords(daysBetween(oldestDueOn, today()))
  return (
    <>
      {' · '}
      {late === null ? 'due ' : 'oldest due '}
      <Day at={oldestDueOn} />
      {late !== null && (
        <>
          , <span className={classes['late']}>{late}</span>
        </>
      )}
    </>
  )
}

function Row({ row }: { readonly row: OutstandingRowView }) {
  const { customer, overdue, total, covered } = row
  const isLate = overdue !== null && minorOf(overdue) > 0n
  const isCovered = covered !== null && minorOf(covered) > 0n
  return (
    <Table.Tr className={classes['row'] ?? ''} data-row-box>
      <Table.Td className={classes['name'] ?? ''}>
        <Link
          href={`/customers/${encodeURIComponent(customer.quickbooksId)}`}
          className={classes['link'] ?? ''}
          data-row={`${customer.quickbooksId} ${row.currency}`}
        >
          {customer.fullName}
        </Link>
        <Text size="xs" c="dimmed">
          {rowWords(row)}
          <Oldest row={row} />
          {isCovered && ` · ${moneyText(covered)} covered by credits`}
        </Text>
      </Table.Td>
      {ageWords.map(([age]) => (
        <Table.Td key={age} className={`${classes['number']} ${classes['wide']}`}>
          <Cell of={row[age]} />
        </Table.Td>
      ))}
      <Table.Td className={classes['number'] ?? ''}>
        <Amount of={total} fw={600} />
        {isLate && (
          <Text size="xs" className={`${classes['late']} ${classes['phone']}`}>
            {moneyText(overdue)} late
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

interface OutstandingTableProps {
  readonly rows: readonly OutstandingRowView[]
  /** While the rows of another filter are on their way. */
  readonly fading: boolean
}

/** One row a customer and currency, who is late longest first; each opens the customer's history. */
export function OutstandingTable({ rows, fading }: OutstandingTableProps) {
  return (
    <Table className={classes['table'] ?? ''} data-fading={fading || undefined} aria-label="Customers">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Customer</Table.Th>
          {ageWords.map(([age, words]) => (
            <Table.Th key={age} className={`${classes['number']} ${classes['wide']}`}>
              {words}
            </Table.Th>
          ))}
          <Table.Th className={classes['number'] ?? ''}>Open</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Row key={`${row.customer.quickbooksId} ${row.currency}`} row={row} />
        ))}
      </Table.Tbody>
    </Table>
  )
}
