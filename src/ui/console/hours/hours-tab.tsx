import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import type { DealPageView } from '../../../http/contract/deal'
import type { DealTimeView, TimeEntryView } from '../../../http/contract/hours'
import { Amount } from '../../parts/amount'
import { EmptyState } from '../../parts/empty-state'
import { Ago, Day } from '../../parts/moment'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { BillExtrasDialog } from './bill-extras-dialog'
import { CostsPanel } from './costs-panel'
import classes from './hours.module.css'
import { StandingPill } from './standing'
import { TimeForm } from './time-form'
import { UnassignedList } from './unassigned-list'
import { useTime } from './use-hours'

interface WordsProps {
  readonly label: string
  readonly value: string
  readonly children?: string | null
}

/** One number in words, with its name above and a line below. */
function Words({ label, value, children }: WordsProps) {
  return (
    <Stack gap={0}>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="lg" fw={600} className="tabular">
        {value}
      </Text>
      <Text size="xs" c="dimmed">
        {children}
      </Text>
    </Stack>
  )
}

function Sums({ view }: { readonly view: DealTimeView }) {
  const rate = view.effectiveHourlyRate
  return (
    <div className={classes['figures']}>
      <Words label="Hours" value={view.hours}>
        {view.billingType === 'fixed'
          ? 'never on an invoice: the price is fixed'
          : `${view.billedHours} billed`}
      </Words>
      {view.billingType !== 'fixed' && (
        <Words
          label="Not billed"
          value={view.unbilledAmount === null ? view.unbilledHours : moneyText(view.unbilledAmount)}
        >
          {view.rate === null
            ? 'no hourly rate is agreed'
            : `${view.unbilledHours} hours at ${moneyText(view.rate)}`}
        </Words>
      )}
      <Words label="An hour brings" value={rate === null ? '–' : moneyText(rate)}>
        {rate === null && view.hours === '0:00' ? 'no hours to divide by' : 'billed, divided by the hours'}
      </Words>
      {view.notToExceed !== null && (
        <Words label="Limit" value={moneyText(view.notToExceed)}>
          {view.remaining === null
            ? 'what is left is unknown'
            : `${moneyText(view.remaining)} left for hours and costs`}
        </Words>
      )}
    </div>
  )
}

function Entry({ entry }: { readonly entry: TimeEntryView }) {
  return (
    <li className={classes['row']}>
      <span className={classes['day']}>
        <Day at={entry.on} />
      </span>
      <div className={classes['what']}>
        <Text>{entry.note ?? entry.who}</Text>
        {entry.note !== null && (
          <Text size="xs" c="dimmed">
            {entry.who}
          </Text>
        )}
        {entry.fault !== null && (
          <Text size="xs" c="dimmed">
            {entry.fault}
          </Text>
        )}
      </div>
      <Text className={`${classes['number']} ${classes['hours']} tabular`}>{entry.hours}</Text>
      <span className={`${classes['number']} ${classes['amount']}`}>
        {entry.amount !== null && <Amount of={entry.amount} />}
      </span>
      <span className={classes['wide']}>
        <StandingPill standing={entry.standing} />
      </span>
    </li>
  )
}

/** What was worked and spent on a deal, and what of it is still to be billed. */
export function HoursTab({ page }: { readonly page: DealPageView }) {
  const dealId = page.deal.id
  const me = useMe()
  const { time, again } = useTime(dealId)
  const [asking, setAsking] = useState<'enter' | 'bill' | null>(null)
  const editable = may(me.data, 'member') && !page.deal.archived
  const mayBill = may(me.data, 'bookkeeper') && !page.deal.archived
  const view = time.data
  if (view === undefined) {
    return (
      <Paper withBorder p="md">
        {time.isError ? (
          <ProblemNotice problem={problemFrom(time.error)} onRetry={() => void time.refetch()} />
        ) : (
          <RowSkeletons rows={4} />
        )}
      </Paper>
    )
  }
  const unbilled = view.entries.some((entry) => entry.standing === 'unbilled')
  const enter = editable && (
    <Button variant="default" onClick={() => setAsking('enter')}>
      Enter hours
    </Button>
  )
  return (
    <Stack gap="md">
      {view.trouble !== null && (
        <Alert color="amber" icon={<IconPlugConnectedX size={20} />} title="QuickBooks could not be asked">
          {view.trouble} What is shown was known before.
        </Alert>
      )}
      <Paper withBorder p="md">
        <Stack gap="md">
          <Sums view={view} />
          <Group justify="space-between">
            <Group gap="xs">
              {view.readAt !== null && (
                <Text size="sm" c="dimmed">
                  As in QuickBooks <Ago at={view.readAt} />
                </Text>
              )}
              <Button
                size="compact-xs"
                variant="subtle"
                leftSection={<IconRefresh size={14} aria-hidden />}
                loading={again.isPending}
                onClick={() => again.mutate()}
              >
                Read again
              </Button>
            </Group>
            <Group gap="sm">
              {enter}
              {mayBill && view.billingType !== 'fixed' && (
                <Button disabled={!unbilled} onClick={() => setAsking('bill')}>
                  {view.unbilledAmount === null || !unbilled
                    ? 'Bill hours'
                    : `Bill ${view.unbilledHours} hours`}
                </Button>
              )}
            </Group>
          </Group>
        </Stack>
      </Paper>
      <UnassignedList
        dealId={dealId}
        kind="time"
        editable={editable}
        works={view.unassigned.map((entry) => ({
          id: entry.id,
          on: entry.on,
          what: [entry.who, entry.note].filter((text) => text !== null).join(': '),
          amount: entry.hours,
          couldBe: entry.couldBe,
        }))}
      />
      <Paper withBorder component="section" aria-label="Hours">
        {view.entries.length === 0 ? (
          <EmptyState
            title="No hours yet"
            detail="Hours that somebody enters here, or in QuickBooks for this customer, are listed here."
          />
        ) : (
          <ul className={classes['list']}>
            {view.entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ul>
        )}
        {view.more && (
          <Text p="md" size="sm" c="dimmed">
            Older hours are counted, and not listed.
          </Text>
        )}
      </Paper>
      <CostsPanel dealId={dealId} editable={editable} mayBill={mayBill} />
      {asking === 'enter' && <TimeForm dealId={dealId} view={view} onClose={() => setAsking(null)} />}
      {asking === 'bill' && (
        <BillExtrasDialog dealId={dealId} costIds={null} onClose={() => setAsking(null)} />
      )}
    </Stack>
  )
}
