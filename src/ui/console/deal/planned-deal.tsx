import { Paper, Stack, Text } from '@mantine/core'
import { useCallback } from 'react'
import type { DealPageView } from '../../../http/contract/deal'
import { AdviceList } from '../../parts/advice-list'
import { ProblemNotice } from '../../parts/problem-notice'
import { focusRow } from '../../parts/use-row-keys'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { AttentionRow } from '../attention/attention-row'
import rows from '../attention/attention-row.module.css'
import { DepositPanel } from '../deposit/deposit-panel'
import { HoursTab } from '../hours/hours-tab'
import { RetainagePanel } from '../retainage/retainage-panel'
import { DealDialogs } from './deal-dialogs'
import { DealFigures } from './deal-figures'
import { DealHeader } from './deal-header'
import classes from './deal-page.module.css'
import { DealTabs } from './deal-tabs'
import { MilestoneList } from './milestone-list'
import { MilestonePane } from './milestone-pane'
import { ScheduleSource } from './schedule-source'
import { UnderList } from './under-list'
import { UndoPlanning } from './undo-planning'
import { useDealActions, useDealKeys } from './use-deal-actions'
import { useDealPlace } from './use-deal-place'
import { useOrder } from './use-order'

/** A deal with a schedule: the numbers, what needs someone, the milestones, and what stands behind them. */
export function PlannedDeal({ page }: { readonly page: DealPageView }) {
  const place = useDealPlace()
  const me = useMe()
  const { milestones, order, isSlow } = useOrder(page)
  const actions = useDealActions(page, place)
  const editable = may(me.data, 'member') && !page.deal.archived
  const planHref = editable ? `/deals/${encodeURIComponent(page.deal.id)}/plan` : null
  useDealKeys(page, place, planHref)
  const { open, milestoneId } = place
  const milestone = page.milestones.find((other) => other.id === milestoneId) ?? null
  const toggle = useCallback((id: string) => open(id === milestoneId ? null : id), [open, milestoneId])
  // Without milestones the hours are the job.
  const hourly = page.schedule?.billingType === 'hourly' && page.milestones.length === 0
  const closeDialog = () => {
    place.answered()
    if (milestoneId !== null) focusRow(milestoneId)
  }
  return (
    <Stack gap="lg">
      <DealHeader
        page={page}
        editable={editable}
        onAccept={() => place.ask('accept')}
        onCustomer={() => place.ask('customer')}
        onSaveTemplate={may(me.data, 'owner') ? () => place.ask('template') : null}
      />
      {page.figures !== null && <DealFigures figures={page.figures} forecast={page.forecast} />}
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
        <ProblemNotice problem={problemFrom(actions.error)} onClose={actions.forget} />
      )}
      {hourly ? (
        <HoursTab page={page} />
      ) : (
        <div className={classes['split']} data-open={milestone !== null || undefined}>
          <Stack gap="lg" miw={0}>
            <Paper withBorder className={classes['list'] ?? ''}>
              <MilestoneList
                milestones={milestones}
                chosenId={milestoneId}
                busyId={actions.busyId}
                movable={editable && page.milestones.length > 1}
                onOpen={toggle}
                onAct={actions.act}
                onOrder={order}
              />
              <Text size="xs" c="dimmed" px="md" role="status">
                {isSlow && 'The order is on its way to Milepost, not saved yet.'}
              </Text>
              <UnderList figures={page.figures} planHref={planHref} formal={page.state?.control === 'formal'}>
                {editable && <UndoPlanning page={page} />}
              </UnderList>
            </Paper>
            <DepositPanel
              page={page}
              billing={place.act === 'deposit'}
              onBill={() => place.ask('deposit')}
              onClose={closeDialog}
            />
            <RetainagePanel
              page={page}
              releasing={place.act === 'release'}
              onRelease={() => place.ask('release')}
              onClose={closeDialog}
            />
            <ScheduleSource page={page} editable={editable} />
            <AdviceList advice={page.advice} />
          </Stack>
          {milestone !== null && (
            <MilestonePane
              key={milestone.id}
              dealId={page.deal.id}
              milestone={milestone}
              editable={editable}
              busy={actions.busyId === milestone.id}
              behind={place.act !== null}
              onAct={actions.act}
              onEdit={(wanted) => place.ask('edit', wanted.id)}
              onClose={() => {
                open(null)
                focusRow(milestone.id)
              }}
            />
          )}
        </div>
      )}
      <DealTabs
        page={page}
        dealId={page.deal.id}
        invoices={page.invoices}
        editable={editable}
        tab={place.tab}
        onTab={place.showTab}
        onAccept={() => place.ask('accept')}
      />
      <DealDialogs
        key={`${place.act} ${milestoneId}`}
        page={page}
        act={place.act}
        milestone={milestone}
        onClose={closeDialog}
      />
    </Stack>
  )
}
