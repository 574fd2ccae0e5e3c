import { Button, Paper, Stack } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useCallback } from 'react'
import { Link, useLocation } from 'wouter'
import type { DealPageView } from '../../../http/contract/deal'
import type { MilestoneView } from '../../../http/contract/milestone'
import { AdviceList } from '../../parts/advice-list'
import { EmptyState } from '../../parts/empty-state'
import { minorOf } from '../../parts/minor-units'
import { ProblemNotice } from '../../parts/problem-notice'
import { ScheduledTotal } from '../../parts/scheduled-total'
import { focusRow, useRowKeys } from '../../parts/use-row-keys'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { AttentionRow } from '../attention/attention-row'
import rows from '../attention/attention-row.module.css'
import { PageSkeleton } from '../shell/page-skeleton'
import { DealDialogs } from './deal-dialogs'
import { DealFigures } from './deal-figures'
import { DealHeader } from './deal-header'
import classes from './deal-page.module.css'
import { DealTabs } from './deal-tabs'
import type { Action } from './milestone-actions'
import { MilestoneList } from './milestone-list'
import { MilestonePane } from './milestone-pane'
import { useDeal } from './use-deal'
import { type DealPlace, useDealPlace } from './use-deal-place'
import { useMilestoneAction } from './use-milestone-action'
import { useOrder } from './use-order'

/** What a press on an action does: at once where nothing is at stake, otherwise by its dialog. */
function useActions(page: DealPageView, place: DealPlace) {
  const action = useMilestoneAction(page.deal.id)
  const { ask } = place
  const { mutate } = action
  const act = useCallback(
    (milestone: MilestoneView, wanted: Action) => {
      if (wanted !== 'start') return ask(wanted, milestone.id)
      mutate({ milestone, doing: { act: 'start' } }, { onSuccess: () => focusRow(milestone.id) })
    },
    [ask, mutate],
  )
  return {
    act,
    busyId: action.isPending ? action.variables.milestone.id : null,
    error: action.error,
    reset: action.reset,
  }
}

function Total({ page }: { readonly page: DealPageView }) {
  const { scheduled, contractSum } = page.figures ?? {}
  if (!scheduled || !contractSum) return null
  return (
    <ScheduledTotal
      scheduled={minorOf(scheduled)}
      contract={minorOf(contractSum)}
      currency={contractSum.currency}
      digits={(contractSum.amount.split('.')[1] ?? '').length}
    />
  )
}

function Loaded({ page }: { readonly page: DealPageView }) {
  const place = useDealPlace()
  const me = useMe()
  const [, go] = useLocation()
  const order = useOrder(page.deal.id)
  const actions = useActions(page, place)
  const editable = may(me.data, 'member') && !page.deal.archived
  const planHref = `/deals/${encodeURIComponent(page.deal.id)}/plan`
  const byId = (id: string | null) => page.milestones.find((milestone) => milestone.id === id) ?? null
  const milestone = byId(place.milestoneId)
  const { open, milestoneId } = place
  const toggle = useCallback((id: string) => open(id === milestoneId ? null : id), [open, milestoneId])
  useRowKeys([
    [
      'e',
      (row) => {
        const at = byId(row ?? milestoneId)
        if (editable && at !== null && !at.locked) place.ask('edit', at.id)
        else if (editable) go(planHref)
      },
    ],
    [
      'b',
      (row) => {
        const at = byId(row ?? milestoneId)
        if (at?.actions.includes('bill')) place.ask('bill', at.id)
      },
    ],
    [
      'Escape',
      () => {
        if (place.act !== null || milestoneId === null) return
        open(null)
        focusRow(milestoneId)
      },
    ],
  ])
  const close = () => {
    place.answered()
    if (milestoneId !== null) focusRow(milestoneId)
  }
  return (
    <Stack gap="lg">
      <DealHeader page={page} editable={editable} onAccept={() => place.ask('accept')} />
      {page.figures !== null && <DealFigures figures={page.figures} />}
      {page.attention.length > 0 && (
        <Paper withBorder component="section" aria-label="What needs you">
          <ul className={rows['list']}>
            {page.attention.map((item) => (
              <AttentionRow key={item.id} item={item} withDeal={false} />
            ))}
          </ul>
        </Paper>
      )}
      {actions.error !== null && place.act === null && (
        <ProblemNotice problem={problemFrom(actions.error)} onRetry={actions.reset} />
      )}
      <div className={classes['split']} data-open={milestone !== null || undefined}>
        <Paper withBorder className={classes['list'] ?? ''}>
          <MilestoneList
            milestones={page.milestones}
            chosenId={milestoneId}
            busyId={actions.busyId}
            movable={editable && page.milestones.length > 1}
            onOpen={toggle}
            onAct={actions.act}
            onOrder={order.mutate}
          />
          <div className={classes['under']}>
            {editable ? (
              <Button
                component={Link}
                href={planHref}
                variant="subtle"
                size="compact-sm"
                leftSection={<IconPlus size={16} aria-hidden />}
              >
                Add or edit milestones
              </Button>
            ) : (
              <span />
            )}
            <Total page={page} />
          </div>
        </Paper>
        {milestone !== null && (
          <MilestonePane
            key={milestone.id}
            milestone={milestone}
            editable={editable}
            busy={actions.busyId === milestone.id}
            onAct={actions.act}
            onEdit={(wanted) => place.ask('edit', wanted.id)}
            onClose={() => {
              open(null)
              focusRow(milestone.id)
            }}
          />
        )}
      </div>
      <AdviceList advice={page.advice} />
      <DealTabs dealId={page.deal.id} invoices={page.invoices} tab={place.tab} onTab={place.showTab} />
      <DealDialogs page={page} act={place.act} milestone={milestone} onClose={close} />
    </Stack>
  )
}

function NotPlanned({ page }: { readonly page: DealPageView }) {
  const me = useMe()
  return (
    <Stack gap="lg">
      <DealHeader page={page} editable={false} onAccept={() => undefined} />
      <Paper withBorder>
        <EmptyState
          title="No milestones yet"
          detail="Split the deal into milestones. Each is billed once, in QuickBooks, when it is done."
        >
          {may(me.data, 'member') && !page.deal.archived && (
            <Button component={Link} href={`/deals/${encodeURIComponent(page.deal.id)}/plan`}>
              Plan the milestones
            </Button>
          )}
        </EmptyState>
      </Paper>
    </Stack>
  )
}

/** Where does this job stand? */
export function DealPage({ dealId }: { readonly dealId: string }) {
  const deal = useDeal(dealId)
  if (deal.data === undefined) {
    return deal.isError ? (
      <ProblemNotice problem={problemFrom(deal.error)} onRetry={() => void deal.refetch()} />
    ) : (
      <PageSkeleton />
    )
  }
  return deal.data.schedule === null ? <NotPlanned page={deal.data} /> : <Loaded page={deal.data} />
}
