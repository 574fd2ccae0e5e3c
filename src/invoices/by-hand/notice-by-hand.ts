import { raiseAttention } from '../../attention/attention-table'
import { settleDocumentAttention } from '../../attention/document-question-table'
import { formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { readWorkspace } from '../../tenants/workspace-table'
import type { StoredDocument } from '../books/document'
import { heldAmong } from '../catch-up/customer-invoice-table'
import {
  byHandCause,
  type HeldInvoice,
  heldInvoice,
  nameOfInvoice,
  unplacedCause,
} from '../catch-up/held-invoice'
import { markerIn } from '../sending/find-invoice'
import type { BilledTwice } from './billed-work'
import { findPlaces, type Place } from './find-places'
import { setAsideAmong } from './set-aside-table'
import { unplacedTitle } from './unplaced-question'

const quickbooks = program('QuickBooks')

/**
 * Asks about invoices that people made in QuickBooks and that look like milestones here: not billed yet, so that linking
 * them is one step; or billed by us, so that the client may be asked to pay twice. What is linked, set aside or gone
 * settles its questions. An invoice that looks like nothing here asks nothing: it stands among those nobody has placed.
 * Safe to repeat.
 */
export async function noticeByHand(sql: Sql, given: readonly StoredDocument[]): Promise<void> {
  if (given.length === 0) return
  // In one order, so that two who notice at once seldom wait for each other.
  const documents = [...given].sort((a, b) => (a.quickbooksId < b.quickbooksId ? -1 : 1))
  const ids = documents.map(({ quickbooksId }) => quickbooksId)
  const held = await heldAmong(sql, ids)
  const aside = await setAsideAmong(sql, ids)
  const { currency } = await readWorkspace(sql)
  const loose = documents
    .filter(({ quickbooksId, deletedAt, body }) => {
      return deletedAt === null && body !== null && !held.has(quickbooksId) && !aside.has(quickbooksId)
    })
    .map((document) => ({ document, invoice: heldInvoice(document, currency) }))
    .filter(({ invoice }) => invoice.gone === null && !invoice.zeroed)
  const asked = new Set(loose.map(({ document }) => document.quickbooksId))
  const over = ids.filter((id) => !asked.has(id))
  if (over.length > 0) await settleDocumentAttention(sql, over, quickbooks.who, 'placed or gone')
  // A copy of ours, or one of another database, is asked about as that.
  const byHand = loose.filter(({ document }) => markerIn(document.body?.PrivateNote) === null)
  if (byHand.length === 0) return
  const found = await findPlaces(
    sql,
    byHand.map(({ invoice }) => invoice),
  )
  for (const { invoice } of byHand) {
    const { places, twice, alike } = found.get(invoice.quickbooksId) ?? { places: [], twice: [], alike: [] }
    // Linking is not offered in one step where the words say that the client would pay for the same work again.
    const best = twice.length === 0 ? places[0] : undefined
    const causes = [
      ...(best ? [best] : []).map(() => unplacedCause(invoice.quickbooksId)),
      ...alike.map((milestone) => byHandCause(invoice.quickbooksId, milestone)),
    ]
    await settleDocumentAttention(
      sql,
      [invoice.quickbooksId],
      quickbooks.who,
      'looks like nothing here',
      causes,
    )
    if (best) await raiseUnplaced(sql, invoice, best)
    for (const each of twice) await raiseTwice(sql, invoice, each)
  }
}

async function raiseUnplaced(sql: Sql, invoice: HeldInvoice, best: Place): Promise<void> {
  const [milestone] = best.milestones
  await raiseAttention(sql, {
    cause: unplacedCause(invoice.quickbooksId),
    kind: 'unlinked_document',
    dealId: best.schedule.dealId,
    milestoneId: milestone?.milestoneId ?? null,
    title: unplacedTitle(invoice, best),
    detail: `${amountWords(invoice)}: ${best.reasons.join(', ')}. ${billedWords(best)} Link it, or say that it is none of yours.`,
    actions: [
      { action: 'link', label: 'Link it' },
      { action: 'place', label: 'Look, or choose another' },
      { action: 'not_ours', label: 'Not one of ours' },
    ],
    amountMinor: invoice.netMinor,
    currency: invoice.currency,
  })
}

/** What bills the work so far: nothing, or an invoice whose line is gone, which is no reason to void either of the two. */
function billedWords({ milestones, leftBy }: Place): string {
  const them = milestones.length > 1 ? 'them' : 'it'
  if (leftBy.length === 0) return `Nothing bills ${them} yet.`
  const invoices = `Invoice${leftBy.length > 1 ? 's' : ''} ${leftBy.join(', ')} ${leftBy.length > 1 ? 'bill' : 'bills'}`
  return `${invoices} nothing of ${them} any more: linking this one moves that billing here.`
}

async function raiseTwice(
  sql: Sql,
  invoice: HeldInvoice,
  { schedule, milestone, billedBy, reasons }: BilledTwice,
): Promise<void> {
  const by = billedBy === null ? 'Milepost bills it too' : `Invoice ${billedBy} bills it already`
  await raiseAttention(sql, {
    cause: byHandCause(invoice.quickbooksId, milestone),
    kind: 'unlinked_document',
    dealId: schedule.dealId,
    milestoneId: milestone.milestoneId,
    title: `“${milestone.name}” may be billed twice`,
    detail: `${nameOfInvoice(invoice)} of ${invoice.customer ?? 'this customer'} for ${amountWords(invoice)} looks like it: ${reasons.join(', ')}. ${by}. Void one of the two in QuickBooks, or leave it if they are different work.`,
    actions: [
      { action: 'open_in_quickbooks', label: 'Open it in QuickBooks' },
      { action: 'leave', label: 'Leave it' },
    ],
    amountMinor: invoice.netMinor,
    currency: schedule.currency,
  })
}

const amountWords = ({ netMinor, totalMinor, currency }: HeldInvoice): string => {
  const text = (minor: bigint) => formatMoney(money(minor, currency))
  if (netMinor === null || totalMinor === null) return 'an amount that can’t be read'
  return netMinor === totalMinor ? text(netMinor) : `${text(netMinor)}, ${text(totalMinor)} with tax`
}
