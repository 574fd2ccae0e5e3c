import type { Clock } from '../../clock/clock'
import { readGone } from '../../deals/deal-table'
import type { Sql } from '../../postgres/database'
import { readMilestones } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import { readWorkspace } from '../../tenants/workspace-table'
import { readBilledIntents } from '../books/read-billed-intents'
import { composeInvoice } from '../composing/compose-invoice'
import { headOf } from '../composing/invoice-head'
import type { InvoiceAhead } from '../composing/look-ahead'
import { readBillingFacts } from '../composing/read-billing-facts'
import { type Check, preflight } from '../preflight/preflight'
import { depositAccounts } from './deposit-account'
import { depositChecks } from './deposit-checks'
import { advanceLine } from './deposit-line'
import { type AdvanceAsked, type AdvanceState, advanceParts, advanceState, askedOf } from './deposit-to-bill'
import { readDeposits } from './read-deposits'
import { depositMilestones, workPlan } from './work-plan'

/** What billing an advance would do, without doing it. */
export interface DepositOutlook {
  readonly state: AdvanceState
  readonly askedMinor: bigint
  /** One for each who pays; none where there is nothing to bill, or more is asked than is left. */
  readonly invoices: readonly (InvoiceAhead & { readonly generation: number })[]
  readonly checks: readonly Check[]
  readonly delivery: 'send' | 'post' | 'prepare'
}

/** Looks at the invoices of an advance, or of a part of it. From the cache: no vendor call. */
export async function lookAtDeposit(
  sql: Sql,
  clock: Clock,
  schedule: Schedule,
  asked: AdvanceAsked,
): Promise<DepositOutlook> {
  const { settings } = await readWorkspace(sql)
  const billed = (await readBilledIntents(sql, [schedule])).get(schedule.scheduleId) ?? []
  const accounts = depositAccounts(billed, schedule.currency)
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const state = advanceState(schedule, accounts)
  const askedMinor = askedOf(asked, schedule, state, accounts)
  const plan = workPlan(schedule, milestones, depositMilestones(schedule, milestones, billed))
  const billable = askedMinor > 0n && askedMinor <= state.leftMinor
  const parts = billable ? advanceParts(schedule, plan, accounts, billed, askedMinor) : []
  const { terms } = schedule
  const everyone = await readBillingFacts(
    sql,
    {
      ...schedule,
      terms: {
        ...terms,
        itemId: settings.depositItemId,
        taxCode: settings.depositTaxCode ?? terms.taxCode,
      },
    },
    parts.map((part) => part.customerId),
  )
  const invoices = parts.flatMap((part, place) => {
    const facts = everyone[place]
    if (!facts) return []
    const item = { itemId: settings.depositItemId, taxCode: facts.taxCode }
    const { billedMinor } = state
    const line = advanceLine(schedule, facts, item, part, asked, { billedMinor, wholeMinor: askedMinor })
    const payer = { ...part, share: null }
    const head = headOf(schedule, facts, payer)
    const composed = composeInvoice(head, [line], facts, clock.now(), null)
    return [{ part: payer, facts, head, lines: [line], composed, generation: part.generation }]
  })
  const delivery = terms.delivery ?? settings.delivery
  const gone = await readGone(sql, schedule.dealId)
  const [first, ...others] = invoices
  const about = { schedule, milestone: null, room: null, askedMinor: 0n, delivery, ...gone }
  return {
    state,
    askedMinor,
    invoices,
    delivery,
    checks: first
      ? [
          // The item and the tax code are those of deposits: what they need is said by their own checks.
          ...preflight({ ...about, invoices: [first, ...others] }).filter(
            ({ check }) => check !== 'item' && check !== 'tax_code',
          ),
          ...depositChecks(
            await readDeposits(sql, schedule, billed, first.facts),
            first.lines,
            schedule.currency,
          ),
        ]
      : [],
  }
}
