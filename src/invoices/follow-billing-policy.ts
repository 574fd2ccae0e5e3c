import type { BillingPolicy } from '../approvals/billing-policy'
import { settleAttention } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { dayIn } from '../clock/day'
import { isSetAside } from '../deals/set-aside-table'
import { type Happening, record } from '../history/history-table'
import { closeMessage, readMessageOf } from '../outbox/outbox-table'
import type { Sql } from '../postgres/database'
import { progressOf } from '../schedules/claim'
import { conflict } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import { billMilestone } from './bill-milestone'
import { freeParts, readPartsOfMilestone } from './billing-part-table'
import { reviveBeside } from './books/compare-invoice'
import { findBilledBeside } from './books/find-billed-beside'
import { lookAgainAt } from './by-hand/look-again'
import { readMilestoneParts } from './composing/look-ahead'
import { claimInKey } from './composing/payer-part'
import { wasFreed } from './earlier-billing-table'
import type { IntentState } from './intent'
import { lockIntents, setIntentState } from './intent-table'
import { cadenceOf } from './monthly/billing-month'
import { removeMonthlyDue } from './monthly/monthly-due-table'
import { waitAgainBeside, waitForMonth } from './monthly/wait-for-month'
import { noticeTooMuch } from './notice-too-much'
import { askToBillAgain } from './prepared/ask-to-generate'
import { setAsidePrepared } from './prepared/take-prepared'

/** What judging work means for billing: the schedule's delivery decides whether an invoice goes by itself. */
export function billingByPolicy(clock: Clock): BillingPolicy {
  return {
    async onCompleted(sql, actor, schedule, milestone, pastCap = 'refused') {
      const [workspace, { unbilled, earlier }, again, setAside] = await Promise.all([
        readWorkspace(sql),
        readMilestoneParts(sql, schedule, milestone),
        wasFreed(sql, milestone.milestoneId),
        isSetAside(sql, schedule.dealId),
      ])
      const cadence = cadenceOf(schedule, workspace.settings)
      // An invoice that counts in QuickBooks after all bills it already.
      if (unbilled.length === 0) return []
      // Work that was billed before and freed is never billed again on its own: a person says so.
      if (again && !setAside) {
        // What claims left was never billed: completing bills it, and asks about the claims whose invoices went.
        const known = new Set(earlier.map((part) => claimInKey(part.partKey)))
        const rest = unbilled.filter(
          (part) => part.claim === undefined && !known.has(claimInKey(part.partKey)),
        )
        const goes = cadence.on === 'monthly' || progressOf(milestone).length === 0 ? [] : rest
        const leftMinor = unbilled
          .filter((part) => !goes.includes(part))
          .reduce((sum, part) => sum + part.amountMinor, 0n)
        await askToBillAgain(sql, schedule, milestone, leftMinor)
        if (goes.length === 0) return []
        const onlyParts = goes.map((part) => part.partKey)
        return billMilestone(sql, actor, clock, {
          schedule,
          milestone,
          again,
          byPolicy: true,
          pastCap,
          onlyParts,
        })
      }
      // No month comes for a plan that a merge set aside, and nothing of it is billed again: billing it says so.
      if (cadence.on === 'monthly' && !setAside)
        return waitForMonth(sql, clock, workspace.zone, schedule, milestone, cadence.day)
      return billMilestone(sql, actor, clock, { schedule, milestone, again, byPolicy: true, pastCap })
    },

    async onTakenBack(sql, actor, milestone, code) {
      await setAsidePrepared(sql, actor, [milestone.milestoneId], 'taken back')
      await removeMonthlyDue(sql, [milestone.milestoneId])
      // Taking completion back leaves what was claimed before; reopening asks that nothing is billed.
      const claimed = new Set(
        code === 'reopen_forbidden' ? [] : progressOf(milestone).map(({ number }) => String(number)),
      )
      const live = (await readPartsOfMilestone(sql, milestone.milestoneId)).filter(
        (part) => part.live && !claimed.has(claimInKey(part.partKey)),
      )
      const intents = await lockIntents(
        sql,
        live.map((part) => part.intentId),
      )
      // One invoice that left holds all of it: what several payers are billed is taken back together, or not.
      const has = (...states: readonly IntentState[]) => intents.some(({ state }) => states.includes(state))
      const about = `“${milestone.name}”`
      if (intents.some(({ state, origin }) => state === 'posted' && origin === 'linked'))
        throw conflict(code, `${about} is billed by an invoice that was linked to it. Unlink that first.`)
      if (has('posted'))
        throw conflict(code, `${about} is invoiced. Void the invoice in QuickBooks first; then it is free.`)
      if (has('sending', 'unclear'))
        throw conflict(
          code,
          `The invoice for ${about} is on its way to QuickBooks. Wait until it is clear, then void it there.`,
        )
      if (intents.length > 0 && code === 'reopen_forbidden')
        throw conflict(
          code,
          `${about} is about to be billed. Take its completion back first; then it can be reopened.`,
        )
      for (const { intentId } of intents)
        if ((await findBilledBeside(sql, intentId, milestone.milestoneId)) !== null)
          throw conflict(
            code,
            `${about} is invoiced: an earlier invoice counts in QuickBooks. Void it there first.`,
          )
      const revived: Happening[] = []
      for (const intent of intents) {
        await setIntentState(sql, intent.intentId, { state: 'cancelled' })
        await freeParts(sql, intent.intentId)
        await waitWithoutIt(sql, clock, intent.intentId, milestone.milestoneId)
        revived.push(...(await reviveBeside(sql, intent.intentId)))
        const message = await readMessageOf(sql, 'invoice.create', intent.intentId)
        if (message) await closeMessage(sql, message.messageId, 'cancelled', null)
        await settleAttention(sql, `refused:${intent.intentId}`, actor.who, 'taken back')
      }
      await noticeTooMuch(
        sql,
        intents.map(({ intentId }) => intentId),
      )
      if (intents.length > 0) await lookAgainAt(sql, [milestone.milestoneId])
      await record(sql, actor, revived)
    },
  }
}

/** What stood on the same invoice of a month is billed with the next ones, which are today's. */
async function waitWithoutIt(sql: Sql, clock: Clock, intentId: string, milestoneId: string): Promise<void> {
  const { zone } = await readWorkspace(sql)
  await waitAgainBeside(sql, { intentId, dueOn: dayIn(zone, clock.now()) }, [milestoneId])
}
