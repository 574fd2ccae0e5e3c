import { approvalOf } from '../../approvals/round'
import { readAppliedOrder } from '../../change-orders/change-order-table'
import type { Clock } from '../../clock/clock'
import { type Gone, readGone } from '../../deals/deal-table'
import { readMaster } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import { withOwnTerms } from '../../schedules/own-terms'
import type { Schedule } from '../../schedules/schedule'
import type { Workspace } from '../../tenants/workspace-table'
import { attachmentChecks } from '../attachments/attachment-check'
import { gatherAttachments } from '../attachments/gather-attachments'
import { readPartsOfMilestone } from '../billing-part-table'
import type { BilledIntent } from '../billing-status'
import { readBilledIntents } from '../books/read-billed-intents'
import { type Headroom, headroom } from '../cap'
import { findLookAlike, type LookAlike } from '../catch-up/find-look-alike'
import { againChecks } from '../credits/again-check'
import { depositChecks } from '../deposits/deposit-checks'
import { workOrDeposit } from '../deposits/deposit-riders'
import { readDeposits } from '../deposits/read-deposits'
import type { BillingPart } from '../intent'
import { type Check, preflight } from '../preflight/preflight'
import {
  type InvoiceChanges,
  withChangedMemo,
  withChangedTerms,
  withQuantities,
} from '../prepared/invoice-changes'
import { checkRetainage } from '../retainage/check-retainage'
import { type ComposedInvoice, composeInvoice } from './compose-invoice'
import { type EstimateAhead, estimateAhead } from './estimate-ahead'
import { headOf, type InvoiceHead } from './invoice-head'
import { billsMilestone, type InvoiceLine, netOfLines } from './invoice-line'
import { billableNow, type PayerPart, payerParts, unbilledParts, wholesOfPayers } from './payer-part'
import { type BillingFacts, readBillingFacts } from './read-billing-facts'
import { readRiders } from './read-riders'
import { workLine } from './work-line'

/** One payer's invoice that could be sent, and what it depends on. */
export interface InvoiceAhead {
  readonly part: PayerPart
  readonly facts: BillingFacts
  readonly head: InvoiceHead
  readonly lines: readonly InvoiceLine[]
  readonly composed: ComposedInvoice
  /** What a bookkeeper changed of it, which is in all of the above; left out where nothing can have been. */
  readonly changes?: InvoiceChanges
}

/** Everything that is known before billing a milestone, without changing anything. */
export interface BillingOutlook {
  readonly room: Headroom
  /** One for each payer that is asked about; never empty. */
  readonly invoices: readonly [InvoiceAhead, ...InvoiceAhead[]]
  readonly checks: readonly Check[]
  readonly delivery: 'send' | 'post' | 'prepare'
  /** Invoices that a person probably made for the same work. */
  readonly lookAlikes: readonly LookAlike[]
  /** The deal that its own went into: what is still to be billed is planned there. */
  readonly mergedInto: Gone['mergedInto']
}

/** In which parts a milestone is billed, which of them nothing bills now, and all that were ever to be billed. */
export interface MilestoneParts {
  readonly all: readonly PayerPart[]
  readonly unbilled: readonly PayerPart[]
  readonly earlier: readonly BillingPart[]
}

export async function readMilestoneParts(
  sql: Sql,
  schedule: Schedule,
  milestone: Milestone,
): Promise<MilestoneParts> {
  const all = payerParts(schedule, milestone)
  // Two shares known by one key would be billed as one: no plan can be saved so, and nothing is billed by it.
  if (new Set(all.map(({ partKey }) => partKey)).size !== all.length)
    throw new Error(`two parts of milestone ${milestone.milestoneId} have the same key`)
  const earlier = await readPartsOfMilestone(sql, milestone.milestoneId)
  const left = unbilledParts(all, earlier)
  const now = billableNow(milestone, left)
  // Of work that goes on, what is claimed; where nothing is, what completing it will bill.
  return { all, unbilled: now.length > 0 ? now : left, earlier }
}

/** Looks at the invoices for these parts: none left out, so that what is shown is what would be sent. */
export async function lookAhead(
  sql: Sql,
  clock: Clock,
  schedule: Schedule,
  milestone: Milestone,
  parts: Pick<MilestoneParts, 'all' | 'unbilled'> & {
    /** Lines that are decided in the same moment, and in no intent yet: they take room too. */
    readonly beside?: readonly InvoiceLine[]
    /** What a bookkeeper changed; left out: what they changed of those that wait for review. */
    readonly changes?: InvoiceChanges
    /** As the workspace would be with other settings; left out: as it is. */
    readonly workspace?: Workspace
    /** Left out: as the schedule says. */
    readonly delivery?: BillingOutlook['delivery']
  },
): Promise<BillingOutlook> {
  // When everything is billed already, what would be billed is still shown; it takes no room any more.
  const asked = parts.unbilled.length > 0 ? parts.unbilled : parts.all
  const askedMinor = parts.unbilled.reduce((sum, part) => sum + part.amountMinor, 0n)
  const own = withOwnTerms(schedule, milestone)
  const payers = asked.map(({ customerId }) => customerId)
  // All of it asked at once: none needs another's answer.
  const [billedBySchedule, changeOrder, gone, unchanged, files, lookAlikes] = await Promise.all([
    readBilledIntents(sql, [schedule]),
    readAppliedOrder(sql, milestone.milestoneId),
    readGone(sql, schedule.dealId),
    readBillingFacts(sql, own, payers, parts.workspace),
    gatherAttachments(sql, { dealIds: [schedule.dealId], milestoneIds: [milestone.milestoneId] }),
    findLookAlikes(sql, schedule, milestone, parts.unbilled),
  ])
  const all = billedBySchedule.get(schedule.scheduleId) ?? []
  const billed = all.filter((each) => !givesWay(each, schedule, milestone, asked))
  const changed = asked.map((part) => parts.changes ?? changesOf(all, part))
  const everyone = await withChanges(sql, own, asked, unchanged, changed, parts.workspace)
  const approval = approvalOf(schedule, milestone)
  const tolerance = everyone[0]?.workspace.settings.tolerancePercent ?? '0'
  const room = less(
    headroom(schedule.contractMinor, tolerance, billed, schedule.currency),
    parts.beside ?? [],
  )
  const estimate = await readEstimate(sql, schedule, room, billed)
  const deposits = everyone[0] ? await readDeposits(sql, schedule, billed, everyone[0]) : null
  const ahead: InvoiceAhead[] = []
  for (const [place, part] of asked.entries()) {
    const known = everyone[place]
    const changes = changed[place] ?? {}
    if (!known) continue
    const facts = { ...known, ...(changeOrder && { changeOrder }), ...(estimate && { estimate }) }
    const work = workOrDeposit(deposits, workLine(schedule, milestone, approval, facts, part))
    const beside = [...(parts.beside ?? []), ...ahead.flatMap(({ lines }) => lines)]
    const riders = await readRiders({ sql, schedule, milestone, part, work, facts, billed, beside, deposits })
    const lines = withQuantities([work, ...riders], changes, schedule.currency)
    const head = withChangedMemo(headOf(schedule, facts, part), changes)
    const composed = composeInvoice(head, lines, facts, clock.now(), null)
    ahead.push({ part, facts, head, lines, composed, changes })
  }
  const [first, ...others] = ahead
  if (!first) throw new Error('a milestone without a part to bill')
  const { settings } = first.facts.workspace
  const delivery = parts.delivery ?? schedule.terms.delivery ?? settings.delivery
  const invoices = [first, ...others] as const
  return {
    room,
    invoices,
    delivery,
    lookAlikes,
    mergedInto: gone.mergedInto,
    checks: [
      ...preflight({ schedule, milestone, invoices, room, askedMinor, delivery, ...gone }),
      ...againChecks(milestone, billed, schedule.currency, askedMinor),
      ...(await checkRetainage(
        sql,
        first.facts,
        ahead.flatMap(({ lines }) => lines),
      )),
      ...depositChecks(
        deposits,
        ahead.flatMap(({ lines }) => lines),
        schedule.currency,
      ),
      ...attachmentChecks(files, { dealId: schedule.dealId, milestoneId: milestone.milestoneId }),
      ...lookAlikes.map(
        ({ words }): Check => ({
          check: 'by_hand',
          ok: true,
          detail: `${words} Link it instead of billing again, if it is.`,
          mend: { label: 'Catch up', href: `/deals/${schedule.dealId}/catch-up` },
        }),
      ),
    ],
  }
}

/**
 * Whether a prepared invoice gives its room to these parts: it holds one of them, or was prepared when others paid the
 * milestone.
 */
function givesWay(
  { intent, parts }: BilledIntent,
  schedule: Schedule,
  milestone: Milestone,
  asked: readonly PayerPart[],
): boolean {
  if (intent.state !== 'prepared') return false
  const now = new Set(payerParts(schedule, milestone).map((part) => part.partKey))
  const own = parts.filter((part) => billsMilestone(part) && part.milestoneId === milestone.milestoneId)
  return own.some(({ partKey }) => !now.has(partKey) || asked.some((part) => part.partKey === partKey))
}

function changesOf(billed: readonly BilledIntent[], { partKey }: PayerPart): InvoiceChanges {
  const held = billed.find(
    ({ intent, parts }) =>
      intent.state === 'prepared' && parts.some((part) => part.live && part.partKey === partKey),
  )
  return held?.intent.changes ?? {}
}

/** The facts of each payer's invoice, with what was changed of it. */
async function withChanges(
  sql: Sql,
  schedule: Schedule,
  asked: readonly PayerPart[],
  facts: readonly BillingFacts[],
  changed: readonly InvoiceChanges[],
  workspace: Workspace | undefined,
): Promise<BillingFacts[]> {
  const everyone = [...facts]
  for (const [place, { customerId }] of asked.entries()) {
    const own = withChangedTerms(schedule, changed[place])
    const [changedFacts] = own === schedule ? [] : await readBillingFacts(sql, own, [customerId], workspace)
    if (changedFacts) everyone[place] = changedFacts
  }
  return everyone
}

async function findLookAlikes(
  sql: Sql,
  schedule: Schedule,
  milestone: Milestone,
  unbilled: readonly PayerPart[],
): Promise<LookAlike[]> {
  const customers = new Set(unbilled.map(({ customerId }) => customerId))
  const wholes = wholesOfPayers(schedule, milestone).filter(({ customerId }) => customers.has(customerId))
  const found = await Promise.all(
    [...wholes, ...unbilled].map((part) => findLookAlike(sql, schedule, milestone, part)),
  )
  const byInvoice = new Map(found.flatMap((each) => (each ? [[each.invoice.quickbooksId, each]] : [])))
  return [...byInvoice.values()]
}

/** What is left when these lines are billed too. */
function less(room: Headroom, beside: readonly InvoiceLine[]): Headroom {
  const taken = netOfLines(beside.filter(billsMilestone))
  return {
    ...room,
    inFlightMinor: room.inFlightMinor + taken,
    remainingMinor: room.remainingMinor === null ? null : room.remainingMinor - taken,
  }
}

/** The estimate behind the schedule as QuickBooks has it, from the cache; null where there is none. */
async function readEstimate(
  sql: Sql,
  schedule: Schedule,
  room: Headroom,
  billed: readonly BilledIntent[],
): Promise<EstimateAhead | null> {
  const { source } = schedule.terms
  if (source?.kind !== 'estimate') return null
  const held = await readMaster(sql, 'estimates', source.quickbooksId)
  const ours = billed.flatMap(({ intent }) => intent.quickbooksId ?? [])
  return estimateAhead(schedule, held, room, ours)
}
