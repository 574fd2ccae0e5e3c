import { readOnly } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import { readMilestones } from '../../schedules/milestone-table'
import { readSchedulesById } from '../../schedules/schedule-table'
import { readParts, readPartsOfMilestones } from '../billing-part-table'
import { factsNow } from '../books/compare-invoice'
import type { InvoiceFacts, StoredDocument } from '../books/document'
import { type DocumentLink, readDocuments } from '../books/document-table'
import { type KnownCredits, readKnownCredits } from '../books/read-known-credits'
import { isOfSeveral, payerParts, unbilledParts } from '../composing/payer-part'
import type { BillingIntent, BillingPart } from '../intent'
import { type BilledPlan, readBilledPlans, whyMoreThanThere } from './check-put-back'
import {
  type Edit,
  editOf,
  type MilestoneChange,
  milestoneChanges,
  whyNotAccepted,
  whyNotRestored,
} from './edit'

/** An edited invoice, and what may be done about it. */
export interface EditedInvoice {
  readonly intent: BillingIntent
  readonly document: StoredDocument
  readonly facts: InvoiceFacts
  readonly parts: readonly BillingPart[]
  readonly edit: Edit
  /** Why it can't be put back, and why it can't be agreed to, in words; null where it can. */
  readonly whyNotRestored: string | null
  readonly whyNotAccepted: string | null
}

/** What was edited of an invoice, from what is stored; null where it says what was decided, or counts no more. */
export const readEdit = async (sql: Sql, intent: BillingIntent): Promise<EditedInvoice | null> =>
  (await readEdits(sql, [intent])).get(intent.intentId) ?? null

/** What was edited of each of these invoices, by intent: as many statements as for one. Those that were not are left out. */
export async function readEdits(
  sql: Sql,
  intents: readonly BillingIntent[],
): Promise<ReadonlyMap<string, EditedInvoice>> {
  const { found, links } = await readFound(sql, intents)
  if (found.length === 0) return new Map()
  const closedUpTo = await readClosedUpTo(sql)
  const alone = new Map(
    found.map((each) => [
      each,
      whyNotRestored({ ...each, moneyOnIt: isMoneyOn(each.document, links), closedUpTo }),
    ]),
  )
  const asked = found.filter((each) => alone.get(each) === null)
  const shared = found.filter(({ edit }) => edit.lines.some(({ part }) => isOfSeveral(part)))
  const plans = await readPlans(sql, [...asked, ...shared])
  const billed = await readBilledPlans(sql, plansOf(asked, plans))
  const openPayers = await readOpenPayers(sql, shared, plans)
  return new Map(
    found.map((each) => [
      each.intent.intentId,
      {
        ...each,
        whyNotRestored: alone.get(each) ?? whyMoreThanThere(each.intent, each.edit, billed),
        whyNotAccepted: whyNotAccepted(each.edit, openPayers.get(each) ?? []),
      },
    ]),
  )
}

type Found = Omit<EditedInvoice, 'whyNotRestored' | 'whyNotAccepted'>
type Plan = Pick<BilledPlan, 'schedule' | 'milestones'>
type Plans = ReadonlyMap<string, Plan>

/** Those of these invoices of which our lines come to something else than was decided. */
async function readFound(
  sql: Sql,
  intents: readonly BillingIntent[],
): Promise<{ readonly found: readonly Found[] } & Pick<KnownCredits, 'links'>> {
  const documents = await readDocuments(
    sql,
    'Invoice',
    intents.flatMap(({ quickbooksId }) => quickbooksId ?? []),
  )
  const there = intents.flatMap((intent) => {
    const document = documents.get(intent.quickbooksId ?? '')
    return document ? [{ intent, document }] : []
  })
  const parts = await readParts(
    sql,
    there.map(({ intent }) => intent.intentId),
  )
  const known = await readKnownCredits(sql, there)
  const found: Found[] = []
  for (const { intent, document } of there) {
    const own = parts.filter(({ intentId }) => intentId === intent.intentId)
    const facts = await factsNow(sql, intent, document, known)
    const edit = facts.effective ? editOf(facts, own, intent) : null
    if (edit !== null) found.push({ intent, document, facts, parts: own, edit })
  }
  return { found, links: known.links }
}

/** A payment or a credit may be on it although it left nothing open, or was for nothing. */
function isMoneyOn({ quickbooksId, body }: StoredDocument, links: readonly DocumentLink[]): boolean {
  const linked = (body?.LinkedTxn ?? []).some(
    ({ TxnType }) => TxnType === 'Payment' || TxnType === 'CreditMemo',
  )
  if (linked || /[1-9]/.test(body?.Deposit ?? '')) return true
  return links.some(({ toKind, toId }) => toKind === 'Invoice' && toId === quickbooksId)
}

/** The day up to which the books are closed, as QuickBooks' settings said last. */
async function readClosedUpTo(sql: Sql): Promise<string | null> {
  const accounting: unknown = (await readOnly(sql, 'preferences'))?.body['AccountingInfoPrefs']
  if (typeof accounting !== 'object' || accounting === null || !('BookCloseDate' in accounting)) return null
  return typeof accounting.BookCloseDate === 'string' ? accounting.BookCloseDate : null
}

/** The plans of what was edited of these, each read once. */
async function readPlans(sql: Sql, found: readonly Found[]): Promise<Plans> {
  const scheduleIds = [...new Set(found.flatMap(schedulesOf))]
  if (scheduleIds.length === 0) return new Map()
  const schedules = await readSchedulesById(sql, scheduleIds)
  const milestones = await readMilestones(sql, scheduleIds)
  return new Map(
    [...schedules].map(([scheduleId, schedule]) => [
      scheduleId,
      { schedule, milestones: milestones.filter((each) => each.scheduleId === scheduleId) },
    ]),
  )
}

const schedulesOf = ({ edit }: Found): string[] =>
  edit.lines.flatMap(({ part, decidedMinor, nowMinor }) =>
    nowMinor === decidedMinor ? [] : [part.scheduleId],
  )

const plansOf = (found: readonly Found[], plans: Plans): Plan[] =>
  [...new Set(found.flatMap(schedulesOf))].flatMap((scheduleId) => plans.get(scheduleId) ?? [])

/** Of each, the milestones of several payers of which another one's part is not billed: their shares would move. */
async function readOpenPayers(
  sql: Sql,
  found: readonly Found[],
  plans: Plans,
): Promise<ReadonlyMap<Found, readonly string[]>> {
  const changes = new Map(found.map((each) => [each, milestoneChanges(each.edit)]))
  const milestoneIds = new Set([...changes.values()].flat().map(({ milestoneId }) => milestoneId))
  const parts = await readPartsOfMilestones(sql, [...milestoneIds])
  const openIn = ({ milestoneId, scheduleId }: MilestoneChange): string[] => {
    const plan = plans.get(scheduleId)
    const milestone = plan?.milestones.find((each) => each.milestoneId === milestoneId)
    if (!plan || !milestone) return []
    const own = parts.filter((part) => part.milestoneId === milestoneId)
    return unbilledParts(payerParts(plan.schedule, milestone), own).length > 0 ? [milestone.name] : []
  }
  return new Map([...changes].map(([each, of]) => [each, of.flatMap(openIn)]))
}
