import { readDeal } from '../../deals/deal-table'
import { parentsOf } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import { readMilestones } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import { readSchedulesOfCustomers } from '../../schedules/schedule-table'
import { readWorkspace } from '../../tenants/workspace-table'
import type { BilledIntent } from '../billing-status'
import { readBilledIntents } from '../books/read-billed-intents'
import type { HeldInvoice } from '../catch-up/held-invoice'
import { type Confidence, confidenceOf, fitOf, type Job, mayFit } from '../catch-up/likeness'
import { refusalFor, whyNotLinkable } from '../catch-up/link-plan'
import { openParts } from '../catch-up/open-parts'
import { proposeMatches } from '../catch-up/proposal'
import { billsMilestone } from '../composing/invoice-line'
import { payerParts } from '../composing/payer-part'

/** Milestones of one deal that an invoice made by hand probably bills. */
export interface Place {
  readonly schedule: Schedule
  readonly dealName: string
  readonly milestones: readonly Milestone[]
  readonly confidence: Confidence
  readonly points: number
  /** Such as "same amount" and "name in line 1". */
  readonly reasons: readonly string[]
}

/** A milestone that is billed already, and an invoice made by hand that looks the same. */
export interface BilledTwice {
  readonly schedule: Schedule
  readonly dealName: string
  readonly milestone: Milestone
  /** The number of the invoice that bills it; null where QuickBooks gave none yet. */
  readonly billedBy: string | null
  readonly points: number
  readonly reasons: readonly string[]
}

export interface Places {
  /** The best first. */
  readonly places: readonly Place[]
  /** Only what looks more like it, by name, than the best place does. */
  readonly twice: readonly BilledTwice[]
}

const nowhere: Places = { places: [], twice: [] }

/**
 * Where invoices that people made in QuickBooks probably belong: held against the milestones of the deals that their
 * customers, or those above them, pay. What is read grows with these customers' deals, not with all that is planned.
 */
export async function findPlaces(
  sql: Sql,
  invoices: readonly HeldInvoice[],
): Promise<ReadonlyMap<string, Places>> {
  const customers = [...new Set(invoices.map(({ customerId }) => customerId))]
  const parents = await parentsOf(sql, customers)
  const schedules = await readSchedulesOfCustomers(sql, [...new Set([...customers, ...parents.values()])])
  const found = new Map<string, Places>()
  if (schedules.length === 0) return found
  const milestones = await readMilestones(
    sql,
    schedules.map(({ scheduleId }) => scheduleId),
  )
  const { zone } = await readWorkspace(sql)
  for (const schedule of schedules) {
    const own = milestones.filter(
      ({ scheduleId, workStatus }) => scheduleId === schedule.scheduleId && workStatus !== 'cancelled',
    )
    const theirs = payersOf(schedule, own)
    const asked = invoices.filter(({ customerId }) => {
      const parent = parents.get(customerId)
      return theirs.has(customerId) || (parent !== undefined && theirs.has(parent))
    })
    const all = own.flatMap((milestone) => openParts(schedule, { milestone, billed: [] }, zone))
    // Amounts are cheap, and most invoices fit none: only then is looked what is billed.
    const likely = asked.filter((invoice) => all.some((part) => mayFit(invoice, part)) || all.length > 1)
    if (likely.length === 0) continue
    const billed = (await readBilledIntents(sql, [schedule])).get(schedule.scheduleId) ?? []
    const dealName = (await readDeal(sql, schedule.dealId))?.name ?? ''
    for (const invoice of likely) {
      const before = found.get(invoice.quickbooksId) ?? nowhere
      const next = look(schedule, dealName, own, billed, invoice, { zone, theirs })
      const places = [...before.places, ...next.places].sort((a, b) => b.points - a.points)
      found.set(invoice.quickbooksId, { places, twice: [...before.twice, ...next.twice] })
    }
  }
  for (const [id, { places, twice }] of found) {
    const best = places[0]?.points ?? 0
    found.set(id, { places, twice: twice.filter(({ points }) => points >= best) })
  }
  return found
}

function payersOf(schedule: Schedule, milestones: readonly Milestone[]): ReadonlySet<string> {
  const paying = milestones.flatMap((milestone) =>
    payerParts(schedule, milestone).flatMap(({ customerId }) => customerId ?? []),
  )
  return new Set([...(schedule.terms.customerId === null ? [] : [schedule.terms.customerId]), ...paying])
}

function look(
  schedule: Schedule,
  dealName: string,
  milestones: readonly Milestone[],
  billed: readonly BilledIntent[],
  invoice: HeldInvoice,
  about: { readonly zone: string; readonly theirs: ReadonlySet<string> },
): Places {
  if (refusalFor(schedule, invoice, new Set([...about.theirs, invoice.customerId])) !== null) return nowhere
  const job: Job = {
    currency: schedule.currency,
    dealName,
    contractReference: schedule.terms.contractReference,
    customerIds: [...about.theirs],
  }
  const standing = billed.filter(({ intent, invoice: document }) => {
    return intent.state !== 'prepared' && intent.state !== 'cancelled' && document?.effective !== false
  })
  const parts = standing.flatMap((each) => each.parts)
  const states = milestones.map((milestone) => ({
    milestone,
    billed: parts.filter((part) => part.milestoneId === milestone.milestoneId),
  }))
  const open = states.filter((each) => whyNotLinkable(schedule, each) === null)
  const toBill = open.flatMap((each) => openParts(schedule, each, about.zone))
  const { proposals } = proposeMatches([invoice], toBill, job)
  const places = proposals.map(({ milestoneIds, confidence, reasons }): Place => {
    const fits = toBill
      .filter(({ milestoneId }) => milestoneIds.includes(milestoneId))
      .flatMap((part) => fitOf(invoice, part, job)?.points ?? [])
    return {
      schedule,
      dealName,
      milestones: milestones.filter(({ milestoneId }) => milestoneIds.includes(milestoneId)),
      confidence,
      points: Math.max(LEAST[confidence], ...fits),
      reasons,
    }
  })
  return {
    places,
    twice: twiceOf(schedule, standing, states, invoice, { job, zone: about.zone }),
  }
}

/** What a sum of several milestones is worth where none of them fits by itself. */
const LEAST: Readonly<Record<Confidence, number>> = { high: 80, likely: 62, possible: 45 }

function twiceOf(
  schedule: Schedule,
  standing: readonly BilledIntent[],
  states: readonly { readonly milestone: Milestone }[],
  invoice: HeldInvoice,
  { job, zone }: { readonly job: Job; readonly zone: string },
): BilledTwice[] {
  return states.flatMap(({ milestone }) => {
    const by = standing.find(({ parts }) =>
      parts.some((part) => part.milestoneId === milestone.milestoneId && billsMilestone(part)),
    )
    if (by === undefined || by.intent.quickbooksId === invoice.quickbooksId) return []
    const fits = openParts(schedule, { milestone, billed: [] }, zone).flatMap(
      (part) => fitOf(invoice, part, job) ?? [],
    )
    // An amount and a day alone are met by chance too often to be warned of.
    const fit = fits.find((each) => each.named && confidenceOf(each) !== null)
    return fit
      ? [
          {
            schedule,
            dealName: job.dealName,
            milestone,
            billedBy: by.invoice?.docNumber ?? null,
            points: fit.points,
            reasons: fit.reasons,
          },
        ]
      : []
  })
}
