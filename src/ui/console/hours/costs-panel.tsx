import { Button, Checkbox, Group, Paper, Text } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import type { CostLineView } from '../../../http/contract/hours'
import { Amount } from '../../parts/amount'
import { Ago, Day } from '../../parts/moment'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { problemFrom } from '../api/refusal'
import { BillExtrasDialog } from './bill-extras-dialog'
import classes from './hours.module.css'
import { StandingPill } from './standing'
import { UnassignedList } from './unassigned-list'
import { useCosts } from './use-hours'

interface CostsPanelProps {
  readonly dealId: string
  readonly editable: boolean
  readonly mayBill: boolean
}

const whatOf = (cost: CostLineView): string =>
  [cost.vendor, cost.description].filter((text) => text !== null && text !== '').join(': ') ||
  (cost.kind === 'bill' ? 'A bill' : 'A purchase')

/** What was spent for this deal's customer, and what of it goes onto an invoice: a person picks. */
export function CostsPanel({ dealId, editable, mayBill }: CostsPanelProps) {
  const [wanted, setWanted] = useState(false)
  const { costs, again } = useCosts(dealId, wanted)
  const [picked, setPicked] = useState<readonly string[]>([])
  const [billing, setBilling] = useState(false)
  const view = costs.data
  const pick = (id: string, chosen: boolean) =>
    setPicked((before) => [...before.filter((other) => other !== id), ...(chosen ? [id] : [])])
  return (
    <>
      <Paper withBorder component="section" aria-label="Costs">
        <Group className={classes['head'] ?? ''} justify="space-between">
          <div>
            <Text fw={600}>Costs</Text>
            <Text size="sm" c="dimmed" component="div">
              {view === undefined ? (
                'Lines of bills and purchases in QuickBooks that name this customer.'
              ) : (
                <>
                  {view.seen === null ? 'Costs in several currencies' : `${moneyText(view.seen)} seen`}
                  {view.readAt !== null && (
                    <>
                      {' · as in QuickBooks '}
                      <Ago at={view.readAt} />
                    </>
                  )}
                </>
              )}
            </Text>
          </div>
          {view === undefined ? (
            <Button variant="default" loading={costs.isFetching} onClick={() => setWanted(true)}>
              Show costs
            </Button>
          ) : (
            <Group gap="sm">
              <Button
                variant="subtle"
                leftSection={<IconRefresh size={16} aria-hidden />}
                loading={again.isPending}
                onClick={() => again.mutate()}
              >
                Read again
              </Button>
              {mayBill && (
                <Button variant="default" disabled={picked.length === 0} onClick={() => setBilling(true)}>
                  {picked.length === 0 ? 'Bill costs' : `Bill ${picked.length} of them`}
                </Button>
              )}
            </Group>
          )}
        </Group>
        {costs.isError && (
          <ProblemNotice problem={problemFrom(costs.error)} onRetry={() => void costs.refetch()} />
        )}
        {wanted && costs.isPending && <RowSkeletons rows={2} />}
        {view !== undefined && view.trouble !== null && (
          <Text p="md" role="status">
            {view.trouble} What is shown was known before.
          </Text>
        )}
        {view !== undefined && view.costs.length === 0 && (
          <Text p="md" c="dimmed">
            QuickBooks has no cost for this customer.
          </Text>
        )}
        <ul className={classes['list']}>
          {view?.costs.map((cost) => (
            <li key={cost.id} className={classes['row']} data-cost>
              <Checkbox
                className={classes['tick'] ?? ''}
                aria-label={`Pick ${whatOf(cost)}, ${moneyText(cost.amount)}`}
                disabled={!mayBill || cost.standing !== 'unbilled'}
                checked={picked.includes(cost.id)}
                onChange={(event) => pick(cost.id, event.currentTarget.checked)}
              />
              <span className={classes['day']}>
                <Day at={cost.on} />
              </span>
              <Text className={classes['what'] ?? ''}>{whatOf(cost)}</Text>
              <span className={`${classes['number']} ${classes['amount']}`}>
                <Amount of={cost.amount} />
              </span>
              <span className={classes['wide']}>
                <StandingPill standing={cost.standing} />
              </span>
            </li>
          ))}
        </ul>
        {view !== undefined && view.byPhase.length > 1 && (
          <Text p="md" size="sm" c="dimmed">
            {view.byPhase.map(({ phase, amount }) => `${phase}: ${moneyText(amount)}`).join(' · ')}
          </Text>
        )}
      </Paper>
      {view !== undefined && (
        <UnassignedList
          dealId={dealId}
          kind="costs"
          editable={editable}
          works={view.unassigned.map((cost) => ({
            id: cost.id,
            on: cost.on,
            what: whatOf(cost),
            amount: moneyText(cost.amount),
            couldBe: cost.couldBe,
          }))}
        />
      )}
      {billing && (
        <BillExtrasDialog
          dealId={dealId}
          costIds={picked}
          onClose={() => {
            setBilling(false)
            setPicked([])
          }}
        />
      )}
    </>
  )
}
