import type { Clock } from '../../clock/clock'
import { record } from '../../history/history-table'
import { type Chosen, checkChosen } from '../../masters/check-chosen'
import { formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { sameContent } from '../../schedules/same-content'
import type { Terms } from '../../schedules/schedule'
import type { Actor } from '../../tenants/actor'
import { type FieldError, invalid, stale } from '../../tenants/refusal'
import { type BillingIntent, dealsOf } from '../intent'
import { notPrepared } from './generate-invoice'
import { comesTo, type InvoiceChanges, type LineQuantity } from './invoice-changes'
import { lockInvoice } from './lock-invoice'
import { lookAtPrepared, type PreparedOutlook } from './look-at-prepared'
import { saveChanges } from './prepared-table'

/** What a bookkeeper changes; what is left out stays, and null goes back to what the schedule says. */
export interface PreparedPatch {
  readonly taxCode?: string | null | undefined
  readonly terms?: Terms | null | undefined
  readonly memo?: string | null | undefined
  readonly lines?: readonly { readonly id: string; readonly quantity: LineQuantity | null }[] | undefined
}

/**
 * Changes a prepared invoice: tax code, terms, memo, and how a line's amount reads as quantity × price. What it bills
 * stays: an amount changes by a split or a change order, which the client agrees to. Refuses not_prepared,
 * version_conflict, validation_failed, prepared_outdated.
 */
export async function changePrepared(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  request: { intentId: string; patch: PreparedPatch; ifVersion: number | null },
): Promise<void> {
  const { intent, before, changes } = await plannedChange(sql, clock, request)
  if (request.ifVersion !== null && request.ifVersion !== intent.version) throw stale('invoice')
  if (sameContent(changes, intent.changes)) return
  const after = await lookAtPrepared(sql, clock, intent, { changes, delivery: intent.delivery })
  await saveChanges(sql, intent.intentId, changes)
  const [was, is] = [inWords(before, intent), inWords(after, intent)]
  const changed = Object.keys(is).filter((name) => was[name] !== is[name])
  // With other terms its money is expected on another day.
  await markDirty(sql, dealsOf(intent))
  await record(sql, actor, [
    {
      what: `Changed the prepared invoice of ${formatMoney(money(intent.amountMinor, intent.currency))}`,
      dealId: intent.dealId,
      milestoneId: after.milestone?.milestoneId ?? null,
      before: Object.fromEntries(changed.map((name) => [name, was[name]])),
      after: Object.fromEntries(changed.map((name) => [name, is[name]])),
    },
  ])
}

/** What a change would come to, with every rule held against it; nothing is written. Refuses what changing refuses. */
export async function plannedChange(
  sql: Sql,
  clock: Clock,
  { intentId, patch }: { intentId: string; patch: PreparedPatch },
): Promise<{
  readonly intent: BillingIntent
  readonly before: PreparedOutlook
  readonly changes: InvoiceChanges
}> {
  const intent = await lockInvoice(sql, intentId)
  if (intent.state !== 'prepared') throw notPrepared(intent)
  const { changes, delivery } = intent
  const before = await lookAtPrepared(sql, clock, intent, { changes, delivery })
  const errors = [
    ...(await checkChosen(sql, chosenIn(patch))),
    ...(patch.lines ?? []).flatMap((line, at) => lineErrors(before, intent, line, at)),
  ]
  if (errors.length > 0) throw invalid(errors)
  return { intent, before, changes: merged(changes, patch) }
}

/** What is to be looked up in QuickBooks' lists; the two tax codes of the United States are in none. */
function chosenIn({ taxCode, terms }: PreparedPatch): Chosen[] {
  const chosen: Chosen[] = []
  if (taxCode && taxCode !== 'TAX' && taxCode !== 'NON')
    chosen.push({ pointer: '/taxCode', kind: 'tax-codes', id: taxCode })
  if (terms && 'quickbooksId' in terms)
    chosen.push({ pointer: '/terms/quickbooksId', kind: 'terms', id: terms.quickbooksId })
  return chosen
}

function lineErrors(
  { ahead }: PreparedOutlook,
  { currency }: BillingIntent,
  { id, quantity }: NonNullable<PreparedPatch['lines']>[number],
  at: number,
): FieldError[] {
  const line = ahead.lines.find((each) => each.partKey === id)
  if (!line) return [{ pointer: `/lines/${at}/id`, detail: 'This invoice has no such line.' }]
  if (quantity === null || comesTo(quantity, line.amountMinor, currency)) return []
  return [
    {
      pointer: `/lines/${at}/quantity`,
      detail: `${quantity.quantity} × ${quantity.unitPrice} is not ${formatMoney(money(line.amountMinor, currency))}. What is billed stays: split the milestone, or agree on a change order, to bill another amount.`,
    },
  ]
}

function merged(changes: InvoiceChanges, patch: PreparedPatch): InvoiceChanges {
  const quantities: Record<string, LineQuantity> = { ...changes.quantities }
  for (const { id, quantity } of patch.lines ?? []) {
    if (quantity === null) delete quantities[id]
    else quantities[id] = quantity
  }
  const all = {
    taxCode: patch.taxCode === undefined ? changes.taxCode : patch.taxCode,
    terms: patch.terms === undefined ? changes.terms : patch.terms,
    memo: patch.memo === undefined ? changes.memo : patch.memo,
    quantities: Object.keys(quantities).length === 0 ? null : quantities,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null))
}

/** The invoice's fields that can be changed, as people read them. */
function inWords({ ahead }: PreparedOutlook, { currency }: BillingIntent): Record<string, string> {
  const { facts, composed } = ahead
  return {
    taxCode: facts.taxCode ?? 'as QuickBooks decides',
    terms: facts.term?.name ?? 'as QuickBooks decides',
    dueOn: composed.dueOn ?? 'as QuickBooks decides',
    memo: composed.memo ?? 'none',
    lines: composed.lines
      .map(({ reads, amountMinor }) => {
        const amount = formatMoney(money(amountMinor, currency))
        return reads.quantity === undefined ? amount : `${reads.quantity} × ${reads.unitPrice} = ${amount}`
      })
      .join(', '),
  }
}
