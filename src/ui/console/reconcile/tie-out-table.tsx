import { Table, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { TieOutRowView } from '../../../http/contract/tie-out'
import { Amount } from '../../parts/amount'
import { Pill } from '../../parts/status-pill'
import { DifferenceLine } from './difference-line'
import { stateLooks } from './reconcile-words'
import classes from './tie-out-table.module.css'

const termOf = ({ identities }: TieOutRowView, id: string, name: string) =>
  identities.find((each) => each.id === id)?.right.find((each) => each.name === name)?.amount ?? null
const leftOf = ({ identities }: TieOutRowView, id: string) =>
  identities.find((each) => each.id === id)?.left.amount ?? null

function Row({ row }: { readonly row: TieOutRowView }) {
  const { deal, state, differences } = row
  const look = stateLooks[state]
  return (
    <>
      <Table.Tr className={classes['row'] ?? ''} data-row-box data-open={differences.length > 0 || undefined}>
        <Table.Td className={classes['name'] ?? ''}>
          <Link
            href={`/deals/${encodeURIComponent(deal.id)}?tab=tie-out`}
            className={classes['link'] ?? ''}
            data-row={deal.id}
          >
            {deal.name}
          </Link>
          <Text size="xs" c="dimmed" truncate>
            {[deal.company, deal.archived ? 'archived' : null].filter((text) => text !== null).join(' · ') ||
              'No company'}
          </Text>
        </Table.Td>
        <Table.Td className={classes['state'] ?? ''}>
          <Pill meaning={look.meaning}>{look.word}</Pill>
        </Table.Td>
        <Table.Td className={`${classes['number']} ${classes['wide']}`}>
          <Amount of={leftOf(row, 'A')} />
        </Table.Td>
        <Table.Td className={`${classes['number']} ${classes['wide']}`}>
          <Amount of={leftOf(row, 'B')} />
        </Table.Td>
        <Table.Td className={`${classes['number']} ${classes['wide']}`}>
          <Amount of={termOf(row, 'C', 'Paid')} />
        </Table.Td>
        <Table.Td className={`${classes['number']} ${classes['wide']}`}>
          <Amount of={termOf(row, 'C', 'Open')} />
        </Table.Td>
      </Table.Tr>
      {differences.length > 0 && (
        <Table.Tr className={classes['below'] ?? ''}>
          <Table.Td colSpan={6}>
            <ul className={classes['list']} aria-label={`Open differences of ${deal.name}`}>
              {differences.map((difference) => (
                <DifferenceLine key={difference.key} dealId={deal.id} difference={difference} />
              ))}
            </ul>
          </Table.Td>
        </Table.Tr>
      )}
    </>
  )
}

interface TieOutTableProps {
  readonly rows: readonly TieOutRowView[]
  /** While the rows of another filter are on their way. */
  readonly fading: boolean
}

/** One row a deal, those that differ first with what differs; each opens the deal's tie-out. */
export function TieOutTable({ rows, fading }: TieOutTableProps) {
  return (
    <Table className={classes['table'] ?? ''} data-fading={fading || undefined} aria-label="Deals">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Deal</Table.Th>
          <Table.Th>Stands</Table.Th>
          <Table.Th className={`${classes['number']} ${classes['wide']}`}>Contract</Table.Th>
          <Table.Th className={`${classes['number']} ${classes['wide']}`}>Invoiced, with tax</Table.Th>
          <Table.Th className={`${classes['number']} ${classes['wide']}`}>Paid</Table.Th>
          <Table.Th className={`${classes['number']} ${classes['wide']}`}>Open</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Row key={row.deal.id} row={row} />
        ))}
      </Table.Tbody>
    </Table>
  )
}
