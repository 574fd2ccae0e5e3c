import { customersUnder } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import { readMilestones } from '../../schedules/milestone-table'
import { payersOf } from '../../schedules/payers'
import type { Schedule } from '../../schedules/schedule'
import { conflict, type FieldError, invalid } from '../../tenants/refusal'
import { readWorkspace } from '../../tenants/workspace-table'
import { readParts } from '../billing-part-table'
import type { BilledIntent } from '../billing-status'
import { factsNow } from '../books/compare-invoice'
import type { StoredDocument } from '../books/document'
import { partsBilling, withoutEmptied } from '../books/emptied'
import { readBilledIntents } from '../books/read-billed-intents'
import { headroom } from '../cap'
import type { BillingIntent, BillingPart } from '../intent'
import { intentsOfDocuments, intentsOfMarkers } from '../intent-table'
import { markerIn } from '../sending/find-invoice'
import { inSentence, nameOfInvoice } from './held-invoice'
import { guardCap, type LinkPlan, planLinks } from './link-plan'
import { partsMoving, refuseRestored } from './move-billing'
import type { BilledMilestone } from './parts-to-link'

/** An invoice by QuickBooks' id, and the milestones that it bills. */
export interface LinkAsked {
  readonly invoiceId: string
  readonly milestoneIds: readonly string[]
}

/** What linking would do. */
export interface Verdict {
  readonly plans: readonly LinkPlan[]
  /** Asked for, and linked to exactly these milestones already. */
  readonly kept: readonly BillingIntent[]
  /** What of these milestones other invoices were to bill, and bill nothing of any more: it moves. */
  readonly moving: readonly BillingPart[]
  /** What may still be billed afterwards, net, in minor units; null is unknown. */
  readonly remainingMinor: bigint | null
}

/** Customers whose invoices may be this schedule's: its own, its payers, and those below them in QuickBooks. */
export async function customersOf(
  sql: Sql,
  schedule: Schedule,
): Promise<{ named: readonly string[]; all: readonly { quickbooksId: string; name: string }[] }> {
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const named = [
    ...new Set([
      ...(schedule.terms.customerId === null ? [] : [schedule.terms.customerId]),
      ...milestones.flatMap((milestone) =>
        payersOf(schedule, milestone).map((payer) => payer.customer.quickbooksId),
      ),
    ]),
  ]
  const known = await customersUnder(sql, named)
  const unknown = named.filter((id) => !known.some((customer) => customer.quickbooksId === id))
  return {
    named,
    all: [...known, ...unknown.map((quickbooksId) => ({ quickbooksId, name: `Customer ${quickbooksId}` }))],
  }
}

/**
 * What linking these invoices would do, with every rule held against it; nothing is written. `documents` by their
 * QuickBooks ids, one for each link. Refuses validation_failed (an unknown milestone, one thing named twice),
 * already_billed, over_billing, and what planLink refuses.
 */
export async function checkLinks(
  sql: Sql,
  schedule: Schedule,
  links: readonly LinkAsked[],
  documents: ReadonlyMap<string, StoredDocument>,
): Promise<Verdict> {
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const byMilestone = new Map(milestones.map((milestone) => [milestone.milestoneId, milestone]))
  checkNames(links, new Set(byMilestone.keys()))
  const { kept, open } = await withoutKept(sql, schedule, links)
  // What is prepared of these milestones gives way to the invoice that there is.
  const asked = new Set(links.flatMap((link) => link.milestoneIds))
  const intents = ((await readBilledIntents(sql, [schedule])).get(schedule.scheduleId) ?? []).filter(
    (each) =>
      each.intent.state !== 'prepared' || !each.parts.some((part) => asked.has(part.milestoneId ?? '')),
  )
  const parts = partsBilling(intents)
  const { all } = await customersOf(sql, schedule)
  const { currency, settings } = await readWorkspace(sql)
  const about = {
    homeCurrency: currency,
    retainageItemId: settings.retainageItemId,
    holding: heldBackNow(intents),
    customerIds: new Set(all.map((customer) => customer.quickbooksId)),
  }
  const asWanted = []
  for (const link of open) {
    const document = documents.get(link.invoiceId)
    if (!document) throw new Error('a link without its document')
    await refuseOwn(sql, document)
    const wanted = link.milestoneIds.flatMap((id): BilledMilestone[] => {
      const milestone = byMilestone.get(id)
      return milestone ? [{ milestone, billed: parts.filter((part) => part.milestoneId === id) }] : []
    })
    asWanted.push({ document, wanted })
  }
  const plans = planLinks(schedule, asWanted, about)
  for (const [at, { document }] of asWanted.entries()) {
    const plan = plans[at]
    if (!plan) throw new Error('a link without its plan')
    const { gone } = await factsNow(
      sql,
      { currency: schedule.currency, sizeMinor: plan.amountMinor },
      document,
    )
    if (gone !== null)
      throw conflict('invoice_not_effective', `${nameOfInvoice(plan.invoice)} is ${gone}: it bills nothing.`)
  }
  refuseSharedParts(plans)
  const moving = partsMoving(schedule, intents, plans)
  await refuseRestored(sql, moving)
  const room = headroom(schedule.contractMinor, settings.tolerancePercent, intents, schedule.currency)
  if (plans.length > 0) guardCap(schedule, room, plans)
  const counts = plans.reduce((sum, plan) => sum + plan.countsMinor, 0n)
  return {
    plans,
    kept,
    moving,
    remainingMinor: room.remainingMinor === null ? null : room.remainingMinor - counts,
  }
}

/** Keys of what invoices hold back now; one whose line is gone holds nothing back. */
function heldBackNow(intents: readonly BilledIntent[]): ReadonlySet<string> {
  const parts = intents.flatMap((each) => withoutEmptied(each).parts)
  return new Set(parts.flatMap((part) => (part.live && part.kind === 'retainage' ? part.partKey : [])))
}

function checkNames(links: readonly LinkAsked[], known: ReadonlySet<string>): void {
  const errors: FieldError[] = []
  const invoices = new Set<string>()
  for (const [at, { invoiceId, milestoneIds }] of links.entries()) {
    if (invoices.has(invoiceId))
      errors.push({ pointer: `/links/${at}/invoiceId`, detail: 'This invoice is named twice.' })
    invoices.add(invoiceId)
    for (const [place, id] of milestoneIds.entries()) {
      const pointer = `/links/${at}/milestoneIds/${place}`
      if (!known.has(id)) errors.push({ pointer, detail: 'This deal has no such milestone.' })
      else if (milestoneIds.indexOf(id) < place)
        errors.push({ pointer, detail: 'This milestone is named twice.' })
    }
  }
  if (errors.length > 0) throw invalid(errors)
}

/** Two invoices can't bill one part of one milestone. */
function refuseSharedParts(plans: readonly LinkPlan[]): void {
  const seen = new Map<string, LinkPlan>()
  for (const plan of plans) {
    for (const { partKey, milestone } of plan.parts) {
      const other = seen.get(partKey)
      if (other) {
        throw conflict(
          'already_billed',
          `“${milestone.name}” can’t be billed by both ${inSentence(other.invoice)} and ${inSentence(plan.invoice)}.`,
          { milestoneId: milestone.milestoneId },
        )
      }
      seen.set(partKey, plan)
    }
  }
}

/** Invoices that bill something here already: exactly what is asked for stays, anything else is refused. */
async function withoutKept(
  sql: Sql,
  schedule: Schedule,
  links: readonly LinkAsked[],
): Promise<{ kept: BillingIntent[]; open: LinkAsked[] }> {
  const holders = await intentsOfDocuments(
    sql,
    links.map((link) => link.invoiceId),
  )
  const parts = await readParts(
    sql,
    holders.map((intent) => intent.intentId),
  )
  const kept: BillingIntent[] = []
  const open: LinkAsked[] = []
  for (const link of links) {
    const holder = holders.find((intent) => intent.quickbooksId === link.invoiceId)
    if (!holder) {
      open.push(link)
      continue
    }
    const billed = new Set(
      parts.filter((part) => part.intentId === holder.intentId).map((part) => part.milestoneId),
    )
    const same =
      holder.origin === 'linked' &&
      holder.scheduleId === schedule.scheduleId &&
      billed.size === link.milestoneIds.length &&
      link.milestoneIds.every((id) => billed.has(id))
    if (!same) throw heldAlready(schedule, holder)
    kept.push(holder)
  }
  return { kept, open }
}

function heldAlready(schedule: Schedule, holder: BillingIntent) {
  const where = holder.scheduleId === schedule.scheduleId ? 'another milestone of this deal' : 'another deal'
  return conflict(
    'already_billed',
    holder.origin === 'linked'
      ? `Invoice ${holder.quickbooksId} of QuickBooks is linked to ${where}. Unlink it there first; nothing was linked.`
      : `Invoice ${holder.quickbooksId} of QuickBooks was made by Milepost for ${where}. Nothing was linked.`,
  )
}

/** An invoice with our mark whose intent waits for it is found by itself, and must not be taken from it. */
async function refuseOwn(sql: Sql, document: StoredDocument): Promise<void> {
  const marker = markerIn(document.body?.PrivateNote)
  if (marker === null) return
  const waiting = (await intentsOfMarkers(sql, [marker])).some(
    (intent) => intent.quickbooksId === null && intent.state !== 'cancelled',
  )
  if (waiting) {
    throw conflict(
      'already_billed',
      'Milepost has made this invoice itself and is about to recognise it. Look again in a few minutes; nothing was linked.',
    )
  }
}
