import { Button, Paper, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Link, Redirect } from 'wouter'
import { EmptyState } from '../../parts/empty-state'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { useDeal } from '../deal/use-deal'
import { PageSkeleton } from '../shell/page-skeleton'
import { PageTitle } from '../shell/page-title'
import { ChangeOrderForm, orderHref } from './change-order-form'
import { ChangeOrderView } from './change-order-view'

interface ChangeOrderPageProps {
  readonly dealId: string
  /** Null for a new one. */
  readonly orderId: string | null
  readonly editing: boolean
}

/** One change order of a deal: to be written, or as it stands. */
export function ChangeOrderPage({ dealId, orderId, editing }: ChangeOrderPageProps) {
  const deal = useDeal(dealId)
  const me = useMe()
  const page = deal.data
  if (page === undefined || me.data === undefined) {
    const failed = deal.error ?? me.error
    if (failed === null) return <PageSkeleton />
    return (
      <Stack gap="md">
        <PageTitle>Change order</PageTitle>
        <ProblemNotice problem={problemFrom(failed)} onRetry={() => void deal.refetch()} />
      </Stack>
    )
  }
  const back = `/deals/${encodeURIComponent(dealId)}`
  const order = page.changeOrders.find((each) => each.id === orderId) ?? null
  if (orderId !== null && order === null) {
    return (
      <Nothing
        title="No such change order"
        detail="It may belong to another deal. The deal lists all of its own."
        href={`${back}?tab=change-orders`}
        button="Show the deal"
      />
    )
  }
  if (order !== null && !editing) return <ChangeOrderView page={page} order={order} />
  if (page.schedule === null) {
    return (
      <Nothing
        title="Nothing is agreed yet"
        detail="A change order changes a plan that the client accepted. Plan the milestones first."
        href={`${back}/plan`}
        button="Plan the milestones"
      />
    )
  }
  const elsewhere =
    order !== null && !order.actions.includes('edit')
      ? orderHref(order)
      : may(me.data, 'member')
        ? null
        : `${back}?tab=change-orders`
  return (
    <Opened elsewhere={elsewhere}>
      <ChangeOrderForm page={page} order={order} />
    </Opened>
  )
}

interface OpenedProps {
  /** Where those are sent who can't write here; null lets them. */
  readonly elsewhere: string | null
  readonly children: ReactNode
}

/** A form that was opened stays: what a colleague does meanwhile is said when it is saved, and takes nothing typed away. */
function Opened({ elsewhere, children }: OpenedProps) {
  const [sent] = useState(elsewhere)
  return sent === null ? children : <Redirect to={sent} replace />
}

interface NothingProps {
  readonly title: string
  readonly detail: string
  readonly href: string
  readonly button: string
}

function Nothing({ title, detail, href, button }: NothingProps) {
  return (
    <Stack gap="lg">
      <PageTitle>Change order</PageTitle>
      <Paper withBorder>
        <EmptyState title={title} detail={detail}>
          <Button component={Link} href={href}>
            {button}
          </Button>
        </EmptyState>
      </Paper>
    </Stack>
  )
}
