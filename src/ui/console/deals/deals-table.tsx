import { Table, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { DealSummaryView } from '../../../http/contract/deal'
import { Amount } from '../../parts/amount'
import { Day } from '../../parts/moment'
import { MoneyBar } from '../../parts/money-bar'
import { shareText } from '../../parts/money-text'
import classes from './deals-table.module.css'

function NextMilestone({ deal }: { readonly deal: DealSummaryView }) {
  const next = deal.figures?.next
  if (next === undefined || next === null) {
    const { milestonesComplete = 0, milestonesTotal = 0 } = deal.figures ?? {}
    const done = milestonesTotal > 0 && milestonesComplete === milestonesTotal
    return <Text c="dimmed">{done ? 'All done' : '–'}</Text>
  }
  return (
    <>
      <Text truncate>{next.name}</Text>
      {next.plannedOn !== null && (
        <Text size="xs" c="dimmed">
          planned <Day at={next.plannedOn} />
        </Text>
      )}
    </>
  )
}

function DealRow({ deal }: { readonly deal: DealSummaryView }) {
  const { figures } = deal
  return (
    <Table.Tr className={classes['row'] ?? ''} data-row-box>
      <Table.Td className={classes['name'] ?? ''}>
        <Link
          href={`/deals/${encodeURIComponent(deal.id)}`}
          className={classes['link'] ?? ''}
          data-row={deal.id}
        >
          {deal.name}
        </Link>
        <Text size="xs" c="dimmed" truncate>
          {deal.attention > 0 && <span className={classes['decide']}>{deal.attention} to decide</span>}
          {deal.attention > 0 && ' · '}
          {[deal.company, deal.archived ? 'archived' : null].filter((text) => text !== null).join(' · ') ||
            'No company'}
        </Text>
        <div className={classes['phone']}>{figures !== null && <MoneyBar bar={figures.bar} />}</div>
      </Table.Td>
      <Table.Td className={classes['number'] ?? ''}>
        <Amount of={figures === null ? deal.amount : figures.contractSum} />
      </Table.Td>
      <Table.Td className={classes['wide'] ?? ''}>
        {figures === null ? <Text c="dimmed">{deal.status}</Text> : <MoneyBar bar={figures.bar} />}
      </Table.Td>
      <Table.Td className={`${classes['number']} ${classes['wide']}`}>
        {figures !== null && (
          <span className="tabular">
            {figures.billedPercent === null ? 'unknown' : shareText({ percent: figures.billedPercent })}
          </span>
        )}
      </Table.Td>
      <Table.Td className={`${classes['next']} ${classes['wide']}`}>
        <NextMilestone deal={deal} />
      </Table.Td>
    </Table.Tr>
  )
}

interface DealsTableProps {
  readonly deals: readonly DealSummaryView[]
  /** While the rows of other filters are on their way. */
  readonly fading: boolean
}

/** One row a deal: who, how much, where its money stands, what comes next. */
export function DealsTable({ deals, fading }: DealsTableProps) {
  return (
    <Table className={classes['table'] ?? ''} data-fading={fading || undefined} aria-label="Deals">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Deal</Table.Th>
          <Table.Th className={classes['number'] ?? ''}>Contract</Table.Th>
          <Table.Th className={classes['wide'] ?? ''}>Money</Table.Th>
          <Table.Th className={`${classes['number']} ${classes['wide']}`}>Billed</Table.Th>
          <Table.Th className={classes['wide'] ?? ''}>Next milestone</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {deals.map((deal) => (
          <DealRow key={deal.id} deal={deal} />
        ))}
      </Table.Tbody>
    </Table>
  )
}
