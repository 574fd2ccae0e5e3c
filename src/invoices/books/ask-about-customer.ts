import { raiseAttention } from '../../attention/attention-table'
import { customerFamilies } from '../../masters/customer-family-table'
import { survivorsOf } from '../../masters/customer-merge-table'
import { masterNames } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import { readMilestones } from '../../schedules/milestone-table'
import { payersOf } from '../../schedules/payers'
import { readSchedules } from '../../schedules/schedule-table'
import { program } from '../../tenants/actor'
import { readParts } from '../billing-part-table'
import type { BillingPart, IntentSummary } from '../intent'
import { readIntents } from '../intent-table'
import { factsNow } from './compare-invoice'
import type { StoredDocument } from './document'
import { readDocuments } from './document-table'
import { endMoved, movedCause, readMovedIds } from './moved-invoice-table'
import { type BilledDeal, readBilledDeals } from './read-billed-deals'

const quickbooks = program('QuickBooks')

type Moved = Pick<
  IntentSummary,
  | 'intentId'
  | 'scheduleId'
  | 'dealId'
  | 'otherDeals'
  | 'customerId'
  | 'state'
  | 'currency'
  | 'sizeMinor'
  | 'quickbooksId'
>

/**
 * Asks about invoices that another customer was given in QuickBooks than was billed: whom the client's plan does not name
 * would be asked for its money. On each deal that one bills; over by itself once it is given back, or the plan names who has
 * it now. What is billed stays billed. Safe to repeat; one statement where every invoice is whose it was.
 */
export async function askAboutCustomers(
  sql: Sql,
  intents: readonly Moved[],
  documents: ReadonlyMap<string, StoredDocument>,
): Promise<void> {
  if (intents.length === 0) return
  const asked: string[] = []
  for (const intent of intents) {
    const document = documents.get(intent.quickbooksId ?? '')
    const now = document?.body?.CustomerRef?.value
    if (document === undefined || now === undefined || now === intent.customerId) continue
    asked.push(...(await askAbout(sql, intent, document, now)))
  }
  const ids = intents.map(({ intentId }) => intentId)
  await endMoved(sql, ids, asked, quickbooks.who)
}

/** The same of these deals' invoices: whom their plans name may be another one by now. */
export async function askAboutCustomersOf(sql: Sql, dealIds: readonly string[]): Promise<void> {
  const intents = await readIntents(sql, { intentIds: await readMovedIds(sql, dealIds) })
  const ids = intents.flatMap(({ quickbooksId }) => quickbooksId ?? [])
  await askAboutCustomers(sql, intents, await readDocuments(sql, 'Invoice', ids))
}

/** Asks about one, where anything is to be asked, and answers under which causes. */
async function askAbout(
  sql: Sql,
  intent: Moved,
  document: StoredDocument,
  now: string,
): Promise<readonly string[]> {
  const { intentId, customerId, currency } = intent
  const facts = await factsNow(sql, intent, document)
  if (intent.state !== 'posted' || !facts.effective) return []
  const standsFor = await survivorsOf(sql, [customerId, now])
  const [was = customerId, is = now] = [standsFor.get(customerId), standsFor.get(now)]
  if (was === is) return []
  const parts = await readParts(sql, [intentId])
  const names = await masterNames(sql, 'customers', [was, is])
  const nameOf = (id: string) =>
    `“${names.get(id) ?? (id === now ? facts.customer : null) ?? `customer ${id}`}”`
  const asked: string[] = []
  for (const deal of await readBilledDeals(sql, intent, parts)) {
    if ((await readPaying(sql, deal, parts, was)).has(is)) continue
    const cause = movedCause(intentId, is, deal.dealId)
    asked.push(cause)
    await raiseAttention(sql, {
      cause,
      kind: 'differs',
      dealId: deal.dealId,
      milestoneId: deal.milestoneId,
      intentId,
      title: `Invoice ${facts.docNumber ?? facts.quickbooksId} was given to another customer in QuickBooks`,
      detail:
        `It was billed to ${nameOf(was)}, and ${nameOf(is)} is asked to pay it now. Give it back in QuickBooks, ` +
        `or let ${nameOf(is)} pay in the plan. What is billed stays billed; what is held back or drawn stays with ${nameOf(was)}, who was billed.`,
      actions: [
        { action: 'change_payer', label: 'Change who pays…' },
        { action: 'leave', label: 'Leave it' },
      ],
      amountMinor: deal.amountMinor,
      currency,
    })
  }
  return asked
}

/**
 * Who may have what was billed to a customer: whom the plan names for that work now, and whoever stands above or below them.
 * Where several share the work, each invoice is one payer's: another one's is not theirs.
 */
async function readPaying(
  sql: Sql,
  deal: BilledDeal,
  parts: readonly BillingPart[],
  billed: string,
): Promise<ReadonlySet<string>> {
  const [schedule] = await readSchedules(sql, [deal.dealId])
  if (!schedule) return new Set()
  const own = new Set(parts.map(({ milestoneId }) => milestoneId))
  const work = (await readMilestones(sql, [schedule.scheduleId])).filter((each) => own.has(each.milestoneId))
  const lists = work.length > 0 ? work.map((each) => payersOf(schedule, each)) : [schedule.terms.payers]
  const named = lists.map((payers) =>
    payers.length === 0
      ? [schedule.terms.customerId ?? billed]
      : payers.map(({ customer }) => customer.quickbooksId),
  )
  const standsFor = await survivorsOf(sql, named.flat())
  const paying = new Set(
    named.flatMap((ids) => {
      const all = ids.map((id) => standsFor.get(id) ?? id)
      return all.length > 1 && all.includes(billed) ? [billed] : all
    }),
  )
  const families = await customerFamilies(sql, [...paying])
  return new Set([...families.values()].flatMap((family) => [...family]))
}
