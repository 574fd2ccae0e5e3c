import { Anchor, Button, Paper, Table, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { ChangeOrderView } from '../../../http/contract/change-order'
import { Amount } from '../../parts/amount'
import { EmptyState } from '../../parts/empty-state'
import { Ago, Day } from '../../parts/moment'
import classes from './change-order-list.module.css'
import { OrderPill } from './order-pill'
import { Effect } from './order-sums'

interface ChangeOrderListProps {
  readonly dealId: string
  readonly orders: readonly ChangeOrderView[]
  readonly editable: boolean
}

export const ordersHref = (dealId: string) => `/deals/${encodeURIComponent(dealId)}/change-orders`

/** When the last thing happened to it, in words. */
function Moment({ order }: { readonly order: ChangeOrderView }) {
  const { decision, sentAt, draftedAt } = order
  if (decision?.on != null) return <Day at={decision.on} />
  return <Ago at={decision?.at ?? sentAt ?? draftedAt} />
}

function Row({ order }: { readonly order: ChangeOrderView }) {
  return (
    <Table.Tr data-row-box className={classes['row'] ?? ''}>
      <Table.Td>
        <Anchor
          component={Link}
          href={`${ordersHref(order.dealId)}/${order.id}`}
          data-row={order.id}
          fw={600}
          className="tabular"
        >
          {order.name}
        </Anchor>
      </Table.Td>
      <Table.Td className={classes['about'] ?? ''}>
        <Text lineClamp={2}>{order.reason}</Text>
        <div className={classes['phone']}>
          <OrderPill state={order.state} />
        </div>
      </Table.Td>
      <Table.Td className={classes['wide'] ?? ''}>
        <OrderPill state={order.state} />
      </Table.Td>
      <Table.Td className={classes['wide'] ?? ''}>
        <Moment order={order} />
      </Table.Td>
      <Table.Td className={classes['number'] ?? ''}>
        <Effect of={order.netEffect} />
      </Table.Td>
      <Table.Td className={`${classes['number']} ${classes['wide']}`}>
        <Amount of={order.contractSumBefore} /> → <Amount of={order.contractSumAfter} />
      </Table.Td>
    </Table.Tr>
  )
}

/** Every change order of a deal, newest first: what for, how it stands, and what the contract sum becomes. */
export function ChangeOrderList({ dealId, orders, editable }: ChangeOrderListProps) {
  const start = (
    <Button
      component={Link}
      href={`${ordersHref(dealId)}/new`}
      variant={orders.length > 0 ? 'default' : 'filled'}
    >
      {orders.length > 0 ? 'New change order' : 'Write a change order'}
    </Button>
  )
  if (orders.length === 0) {
    return (
      <Paper withBorder>
        <EmptyState
          title="No change orders"
          detail="When the job changes, write down what is added, changed or taken away. Nothing moves until the client approves; then the contract sum follows."
        >
          {editable && start}
        </EmptyState>
      </Paper>
    )
  }
  return (
    <Paper withBorder>
      <Table className={classes['table'] ?? ''} aria-label="Change orders">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Number</Table.Th>
            <Table.Th>Why</Table.Th>
            <Table.Th className={classes['wide'] ?? ''}>Status</Table.Th>
            <Table.Th className={classes['wide'] ?? ''}>When</Table.Th>
            <Table.Th className={classes['number'] ?? ''}>Effect</Table.Th>
            <Table.Th className={`${classes['number']} ${classes['wide']}`}>Contract sum</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {orders.map((order) => (
            <Row key={order.id} order={order} />
          ))}
        </Table.Tbody>
      </Table>
      {editable && <div className={classes['under']}>{start}</div>}
    </Paper>
  )
}
