import type { Clock } from '../../clock/clock'
import { readDeal } from '../../deals/deal-table'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import { readMilestones } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import { readWorkspace } from '../../tenants/workspace-table'
import { partsBilling } from '../books/emptied'
import { readBilledIntents } from '../books/read-billed-intents'
import { customersOf } from './check-links'
import { type KnownInvoice, listInvoicesOfCustomers, readCustomerReadings } from './customer-invoice-table'
import { workOf } from './held-back'
import { type HeldInvoice, heldInvoice } from './held-invoice'
import { refusalFor } from './link-plan'
import { openParts } from './open-parts'
import { type BilledMilestone, whyNotLinkable } from './parts-to-link'
import { type Proposal, proposeMatches } from './proposal'
import { firstDay } from './read-invoices'

/** Everything the review of a catch-up shows, from what is held: no vendor call. */
export interface CatchUp {
  readonly schedule: Schedule
  readonly customers: readonly { readonly quickbooksId: string; readonly name: string }[]
  readonly since: string
  /** When the list of invoices was read; null when it never was, for one customer at least. */
  readonly readAt: Date | null
  readonly invoices: readonly {
    readonly invoice: HeldInvoice
    readonly whyNot: string | null
    readonly note: string | null
  }[]
  /** There are more invoices than are listed. */
  readonly more: boolean
  readonly milestones: readonly {
    readonly milestone: Milestone
    readonly whyNot: string | null
    readonly note: string | null
  }[]
  readonly proposals: readonly Proposal[]
}

const MOST_LISTED = 1_000
/** More than that is not looked through either. */
const MOST_MATCHED = 5_000

/** What could be linked to a schedule's milestones, with a proposal for each that fits; nothing changes. */
export async function readCatchUp(
  sql: Sql,
  clock: Clock,
  schedule: Schedule,
  asked: { readonly since: string | null },
): Promise<CatchUp> {
  const since = asked.since ?? (await firstDay(sql, clock, schedule))
  const { named, all } = await customersOf(sql, schedule)
  const customerIds = all.map((customer) => customer.quickbooksId)
  const known = await listInvoicesOfCustomers(sql, customerIds, since, MOST_MATCHED)
  const workspace = await readWorkspace(sql)
  const matched = known.slice(0, MOST_MATCHED).map((each) => ({
    invoice: heldInvoice(each.document, workspace.currency),
    whyNot: whyNotThis(schedule, each, new Set(customerIds), workspace.currency),
  }))
  const milestones = await withBilling(sql, schedule)
  const open = milestones.filter((each) => whyNotLinkable(schedule, each) === null)
  const { proposals, invoiceNotes, partNotes } = proposeMatches(
    matched
      .filter((each) => each.whyNot === null)
      .map((each) => workOf(each.invoice, workspace.settings.retainageItemId).work),
    open.flatMap((each) => openParts(schedule, each, workspace.zone)),
    {
      currency: schedule.currency,
      dealName: (await readDeal(sql, schedule.dealId))?.name ?? '',
      contractReference: schedule.terms.contractReference,
      customerIds: named,
    },
  )
  const proposed = new Set(proposals.map((each) => each.invoiceId))
  const listed = matched.filter((each, at) => at < MOST_LISTED || proposed.has(each.invoice.quickbooksId))
  const readings = await readCustomerReadings(sql, customerIds)
  const times = customerIds.map((id) => readings.get(id)?.readAt ?? null)
  return {
    schedule,
    customers: all.map(({ quickbooksId, name }) => ({ quickbooksId, name })),
    since,
    readAt: times.reduce<Date | null>(earlier, times[0] ?? null),
    invoices: listed.map((each) => ({
      ...each,
      note: invoiceNotes.get(each.invoice.quickbooksId) ?? null,
    })),
    more: known.length > MOST_LISTED,
    milestones: milestones.map((each) => ({
      milestone: each.milestone,
      whyNot: whyNotLinkable(schedule, each),
      note: noteOf(each.milestone, partNotes),
    })),
    proposals,
  }
}

const earlier = (a: Date | null, b: Date | null): Date | null =>
  a === null || b === null ? null : a < b ? a : b

const noteOf = (milestone: Milestone, notes: ReadonlyMap<string, string>): string | null =>
  [...notes].find(([key]) => key.startsWith(`${milestone.milestoneId}:`))?.[1] ?? null

async function withBilling(sql: Sql, schedule: Schedule): Promise<BilledMilestone[]> {
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const intents = (await readBilledIntents(sql, [schedule])).get(schedule.scheduleId) ?? []
  // What is prepared gives way to an invoice that there is.
  const parts = partsBilling(intents.filter(({ intent }) => intent.state !== 'prepared'))
  return milestones
    .filter((milestone) => milestone.workStatus !== 'cancelled')
    .map((milestone) => ({
      milestone,
      billed: parts.filter((part) => part.milestoneId === milestone.milestoneId),
    }))
}

function whyNotThis(
  schedule: Schedule,
  { document, heldBy }: KnownInvoice,
  customerIds: ReadonlySet<string>,
  homeCurrency: string,
): string | null {
  if (heldBy !== null) {
    return heldBy.scheduleId === schedule.scheduleId
      ? `It bills ${heldBy.milestones} already.`
      : `It bills ${heldBy.milestones} of the deal “${heldBy.dealName}”.`
  }
  return refusalFor(schedule, heldInvoice(document, homeCurrency), customerIds)?.message ?? null
}
