import { record } from '../../history/history-table'
import { billDeposit, checkIsAdvance, checkIsLeft } from '../../invoices/deposits/bill-deposit'
import type { AdvanceAsked } from '../../invoices/deposits/deposit-to-bill'
import { lookAtDeposit } from '../../invoices/deposits/look-at-deposit'
import { readDepositPage } from '../../invoices/deposits/read-deposit-page'
import { parseAmount } from '../../money/money'
import { shareRatio } from '../../money/share'
import type { Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import { lockScheduleOfDeal, readScheduleOfDeal } from '../../schedules/schedule-table'
import { invalid, notFound } from '../../tenants/refusal'
import type { BillDepositInput } from '../contract/deposit'
import type { Handlers } from '../contract-router'
import { depositView } from '../views/deposit-view'
import { aheadView } from '../views/preview-view'
import type { HandlerParts } from './handler-parts'

type DepositRoutes = 'readDeposit' | 'billDeposit'

/** Deposits: what there is of them, and billing one. */
export function depositHandlers(parts: HandlerParts): Pick<Handlers, DepositRoutes> {
  return {
    readDeposit: {
      async run(sql, { params }) {
        const schedule = await readScheduleOfDeal(sql, params['dealId'] ?? '')
        if (!schedule) throw notFound('schedule')
        const outlook =
          schedule.terms.deposit?.mode === 'advance'
            ? await lookAtDeposit(sql, parts.clock, schedule, null)
            : null
        return { value: depositView(await readDepositPage(sql, schedule), outlook?.checks) }
      },
    },
    billDeposit: {
      async before({ caller }) {
        // What its invoice refers to; nothing is asked for that was read within the day.
        for (const kind of ['customers', 'items', 'terms', 'tax-codes'] as const)
          await parts.refreshMasters(caller.workspaceId, kind)
      },
      async run(sql, { params, body, caller }) {
        const schedule = await lockScheduleOfDeal(sql, params['dealId'] ?? '')
        if (!schedule) throw notFound('schedule')
        const asked = askedIn(body, schedule)
        if (body.dryRun === true) return { value: await preview(parts, sql, schedule, asked) }
        const happenings = await billDeposit(sql, caller.actor, parts.clock, {
          schedule,
          asked,
          byPolicy: false,
        })
        await record(sql, caller.actor, happenings)
        return { value: depositView(await readDepositPage(sql, schedule)) }
      },
    },
  }
}

/** The invoices that would be sent now, shown whatever would still stop them. */
async function preview(parts: HandlerParts, sql: Sql, schedule: Schedule, asked: AdvanceAsked) {
  checkIsAdvance(schedule)
  const outlook = await lookAtDeposit(sql, parts.clock, schedule, asked)
  const delivery = outlook.delivery === 'prepare' ? 'post' : outlook.delivery
  checkIsLeft(schedule, outlook)
  const [first, ...others] = outlook.invoices.map((ahead) =>
    aheadView(schedule, ahead, delivery, 'Milepost D-…'),
  )
  if (!first) throw notFound('customer')
  return { ...first, others }
}

/** What is asked to be billed. Refuses an amount that is none of the schedule's currency, or nothing. */
function askedIn({ share, amount }: BillDepositInput, schedule: Schedule): AdvanceAsked {
  if (share !== undefined) {
    if (shareRatio(share).over > 0n) return { share }
    throw invalid([{ pointer: '/share', detail: 'A deposit is more than nothing.' }])
  }
  if (amount === undefined) return null
  if (amount.currency !== schedule.currency)
    throw invalid([{ pointer: '/amount/currency', detail: `The schedule is in ${schedule.currency}.` }])
  const parsed = parseAmount(amount.amount, amount.currency)
  if (parsed === null)
    throw invalid([
      {
        pointer: '/amount/amount',
        detail: `${amount.amount} has more digits than ${amount.currency} has.`,
      },
    ])
  if (parsed.minor === 0n)
    throw invalid([{ pointer: '/amount/amount', detail: 'A deposit is more than nothing.' }])
  return { amountMinor: parsed.minor }
}
