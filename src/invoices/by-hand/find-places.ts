import { readDealNames } from '../../deals/deal-table'
import { parentsOf } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import { readMilestones } from '../../schedules/milestone-table'
import { milestonesBySchedule } from '../../schedules/milestones-by-schedule'
import type { Schedule } from '../../schedules/schedule'
import { readSchedulesOfCustomers } from '../../schedules/schedule-table'
import { readWorkspace } from '../../tenants/workspace-table'
import type { BilledIntent } from '../billing-status'
import { emptiedParts, withoutEmptied } from '../books/emptied'
import { readBilledIntents } from '../books/read-billed-intents'
import { workOf } from '../catch-up/held-back'
import type { HeldInvoice } from '../catch-up/held-invoice'
import { type Confidence, fitOf, type Job, mayFit, type OpenMilestone } from '../catch-up/likeness'
import { refusalFor } from '../catch-up/link-plan'
import { openParts } from '../catch-up/open-parts'
import { whyNotLinkable } from '../catch-up/parts-to-link'
import { proposeMatches } from '../catch-up/proposal'
import { billsMilestone } from '../composing/invoice-line'
import { payingCustomers } from '../composing/payer-part'
import { type BilledTwice, type BilledWork, billedLike, billedWork, workAlike } from './billed-work'

/** Milestones of one deal that an invoice made by hand probably bills. */
export interface Place {
  readonly schedule: Schedule
  readonly dealName: string
  readonly milestones: readonly Milestone[]
  /** Numbers of standing invoices that were to bill them, and that bill nothing of them any more. */
  readonly leftBy: readonly string[]
  readonly confidence: Confidence
  readonly points: number
  /** Such as "same amount" and "name in line 1". */
  readonly reasons: readonly string[]
}

export interface Places {
  /** The best first. */
  readonly places: readonly Place[]
  /** Only what looks more like it, by name, than the best place does. */
  readonly twice: readonly BilledTwice[]
  /** What may be in it at all, alone or with other work: no reason to warn, and none to take a warning back. */
  readonly alike: readonly Milestone[]
}

/** The same of one plan: what looks like it before any of it is chosen. */
interface Sighted {
  readonly places: readonly Place[]
  readonly billed: readonly (BilledTwice & { readonly named: boolean })[]
  readonly alike: readonly Milestone[]
}
const nowhere: Sighted = { places: [], billed: [], alike: [] }
/** Plans that are read together: a customer with hundreds of deals costs a few statements, and not all its bills at once. */
const SCHEDULES_AT_ONCE = 100
/** Where hundreds of milestones look the same, none of them is likely: so many are named, every other can be chosen by hand. */
const PLACES_AT_MOST = 20

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
  const plans = await readSchedulesOfCustomers(sql, [...new Set([...customers, ...parents.values()])])
  return findIn(sql, invoices, { plans, parents, unbilled: null })
}

/** The best place of each in one plan, as it would be if nothing billed this milestone of it. */
export async function findBefore(
  sql: Sql,
  invoices: readonly HeldInvoice[],
  schedule: Schedule,
  milestoneId: string,
): Promise<ReadonlyMap<string, Places>> {
  const parents = await parentsOf(sql, [...new Set(invoices.map(({ customerId }) => customerId))])
  return findIn(sql, invoices, { plans: [{ schedule, setAside: false }], parents, unbilled: milestoneId })
}

async function findIn(
  sql: Sql,
  given: readonly HeldInvoice[],
  {
    plans,
    parents,
    unbilled,
  }: {
    readonly plans: readonly { readonly schedule: Schedule; readonly setAside: boolean }[]
    readonly parents: ReadonlyMap<string, string>
    readonly unbilled: string | null
  },
): Promise<ReadonlyMap<string, Places>> {
  const found = new Map<string, Places>()
  if (plans.length === 0) return found
  const milestones = await readMilestones(
    sql,
    plans.map(({ schedule }) => schedule.scheduleId),
  )
  const { zone, settings } = await readWorkspace(sql)
  const invoices = given.map((each) => workOf(each, settings.retainageItemId).work)
  const bySchedule = milestonesBySchedule(milestones.filter(({ workStatus }) => workStatus !== 'cancelled'))
  const held = plans.flatMap(({ schedule, setAside }) => {
    const own = bySchedule.get(schedule.scheduleId) ?? []
    const theirs = payingCustomers(schedule, own)
    const all = own.flatMap((milestone) => openParts(schedule, { milestone, billed: [] }, zone))
    // Amounts are cheap, and most invoices fit none: only then is looked what is billed.
    const likely = invoices.filter((invoice) => {
      const parent = parents.get(invoice.customerId)
      const isTheirs = theirs.has(invoice.customerId) || (parent !== undefined && theirs.has(parent))
      return isTheirs && (all.length > 1 || all.some((part) => mayFit(invoice, part)))
    })
    return likely.length === 0 ? [] : [{ schedule, setAside, own, theirs, likely }]
  })
  const all = new Map<string, Sighted>()
  for (let at = 0; at < held.length; at += SCHEDULES_AT_ONCE) {
    const some = held.slice(at, at + SCHEDULES_AT_ONCE)
    const billed = await readBilledIntents(
      sql,
      some.map(({ schedule }) => schedule),
    )
    const names = await readDealNames(
      sql,
      some.map(({ schedule }) => schedule.dealId),
    )
    for (const { schedule, setAside, own, theirs, likely } of some) {
      const dealName = names.get(schedule.dealId) ?? ''
      const bills = billed.get(schedule.scheduleId) ?? []
      const sight = sightOf(schedule, own, bills, { dealName, zone, theirs, setAside, unbilled })
      for (const invoice of likely) {
        const next = look(sight, invoice)
        const before = all.get(invoice.quickbooksId)
        all.set(invoice.quickbooksId, {
          places: [...(before?.places ?? []), ...next.places],
          billed: [...(before?.billed ?? []), ...next.billed],
          alike: [...(before?.alike ?? []), ...next.alike],
        })
      }
    }
  }
  for (const [id, { places, billed, alike }] of all) {
    const best = [...places].sort((a, b) => b.points - a.points).slice(0, PLACES_AT_MOST)
    const points = best[0]?.points ?? 0
    found.set(id, {
      places: best,
      // An amount and a day alone are met by chance too often to be warned of.
      twice: billed.filter((each) => each.named && each.points >= points),
      alike,
    })
  }
  return found
}

/** What of a plan invoices are held against: worked out once for all of them. */
interface Sight {
  readonly schedule: Schedule
  readonly job: Job
  readonly milestones: readonly Milestone[]
  readonly theirs: ReadonlySet<string>
  readonly toBill: readonly OpenMilestone[]
  /** Of each milestone that a standing invoice was to bill and bills nothing of, that invoice's number. */
  readonly left: readonly { readonly milestoneId: string | null; readonly by: string }[]
  readonly billed: readonly BilledWork[]
}

function sightOf(
  schedule: Schedule,
  milestones: readonly Milestone[],
  bills: readonly BilledIntent[],
  about: {
    readonly dealName: string
    readonly zone: string
    readonly theirs: ReadonlySet<string>
    /** Set aside when deals were merged: nothing is placed there, but what it billed may be billed twice. */
    readonly setAside: boolean
    /** A milestone that is looked at as if nothing billed it. */
    readonly unbilled: string | null
  },
): Sight {
  const { dealName, zone, theirs, setAside, unbilled } = about
  const there = bills.filter(({ intent, invoice }) => {
    return intent.state !== 'prepared' && intent.state !== 'cancelled' && invoice?.effective !== false
  })
  const standing = there.map(withoutEmptied)
  const parts = standing
    .flatMap((each) => each.parts.filter(billsMilestone))
    .filter(({ milestoneId }) => milestoneId !== unbilled)
  const states = milestones.map((milestone) => ({
    milestone,
    billed: parts.filter((part) => part.milestoneId === milestone.milestoneId),
  }))
  return {
    schedule,
    milestones,
    theirs,
    job: {
      currency: schedule.currency,
      dealName,
      contractReference: schedule.terms.contractReference,
      customerIds: [...theirs],
    },
    toBill: (setAside ? [] : states)
      .filter((each) => whyNotLinkable(schedule, each) === null)
      .flatMap((each) => openParts(schedule, each, zone)),
    left: there.flatMap((each) =>
      emptiedParts(each)
        .filter((part) => part.live && billsMilestone(part))
        .map(({ milestoneId }) => ({
          milestoneId,
          by: each.invoice?.docNumber ?? each.intent.quickbooksId ?? '',
        })),
    ),
    billed: milestones.flatMap((milestone) => billedWork(schedule, milestone, standing, zone) ?? []),
  }
}

function look(sight: Sight, invoice: HeldInvoice): Sighted {
  const { schedule, job, milestones, theirs, toBill, left, billed } = sight
  if (refusalFor(schedule, invoice, new Set([...theirs, invoice.customerId])) !== null) return nowhere
  const { proposals } = proposeMatches([invoice], toBill, job)
  const places = proposals.map(({ milestoneIds, confidence, reasons }): Place => {
    const fits = toBill
      .filter(({ milestoneId }) => milestoneIds.includes(milestoneId))
      .flatMap((part) => fitOf(invoice, part, job)?.points ?? [])
    return {
      schedule,
      dealName: job.dealName,
      milestones: milestones.filter(({ milestoneId }) => milestoneIds.includes(milestoneId)),
      leftBy: [
        ...new Set(left.flatMap((each) => (milestoneIds.includes(each.milestoneId ?? '') ? each.by : []))),
      ].sort(),
      confidence,
      points: Math.max(LEAST[confidence], ...fits),
      reasons,
    }
  })
  return {
    places,
    billed: billedLike(billed, invoice, job, schedule),
    alike: workAlike(billed, invoice, job),
  }
}

/** What a sum of several milestones is worth where none of them fits by itself. */
const LEAST: Readonly<Record<Confidence, number>> = { high: 80, likely: 62, possible: 45 }
