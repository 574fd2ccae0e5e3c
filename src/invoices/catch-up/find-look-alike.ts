import { readDeal } from '../../deals/deal-table'
import { familyOf } from '../../masters/master-table'
import { formatAmount, formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import { readWorkspace } from '../../tenants/workspace-table'
import { setAsideAmong } from '../by-hand/set-aside-table'
import type { PayerPart } from '../composing/payer-part'
import { intentsOfMarkers } from '../intent-table'
import { markerIn } from '../sending/find-invoice'
import { listUnheldNear } from './customer-invoice-table'
import { workOf } from './held-back'
import { type HeldInvoice, heldInvoice, nameOfInvoice } from './held-invoice'
import { confidenceOf, fitOf } from './likeness'
import { openWhole } from './open-parts'

const MOST_LOOKED_AT = 50

/** An invoice that a person probably made for the same work, and why it seems so. */
export interface LookAlike {
  readonly invoice: HeldInvoice
  /** "Invoice 1042 of Acme Corp for $15,000.00 looks like it: same amount, name in line 1." */
  readonly words: string
}

/**
 * Looks, among the documents that are held, for an invoice that a person made or copied in QuickBooks and that bills nothing
 * here, but looks like this part of a milestone: billing it would bill the work twice. No vendor call.
 */
export async function findLookAlike(
  sql: Sql,
  schedule: Schedule,
  milestone: Milestone,
  part: Pick<PayerPart, 'customerId' | 'amountMinor' | 'partKey'>,
): Promise<LookAlike | null> {
  if (part.customerId === null || part.amountMinor <= 0n) return null
  const amount = formatAmount(money(part.amountMinor, schedule.currency))
  const family = await familyOf(sql, [part.customerId])
  const near = await listUnheldNear(sql, family, amount, MOST_LOOKED_AT)
  if (near.length === 0) return null
  const { currency, zone, settings } = await readWorkspace(sql)
  const job = {
    currency: schedule.currency,
    dealName: (await readDeal(sql, schedule.dealId))?.name ?? '',
    contractReference: schedule.terms.contractReference,
    customerIds: family,
  }
  const open = openWhole(milestone, { ...part, customerId: null }, zone)
  const aside = await setAsideAmong(
    sql,
    near.map(({ quickbooksId }) => quickbooksId),
  )
  for (const document of near) {
    if (aside.has(document.quickbooksId)) continue
    const invoice = heldInvoice(document, currency)
    if (invoice.gone !== null || invoice.currency !== schedule.currency) continue
    const fit = fitOf(workOf(invoice, settings.retainageItemId).work, open, job)
    // A copy carries the mark of what it is a copy of, which may be void by now: it asks for the same money.
    const marker = markerIn(document.body?.PrivateNote)
    const [original] = marker === null ? [] : await intentsOfMarkers(sql, [marker])
    const isCopy = original?.dealId === schedule.dealId
    if (marker !== null && !isCopy) continue
    // An amount and a day alone are met by chance too often to be warned of.
    if (!fit?.named || (confidenceOf(fit) === null && !isCopy)) continue
    const total = formatMoney(money(invoice.totalMinor ?? 0n, invoice.currency))
    return {
      invoice,
      words: `${nameOfInvoice(invoice)} of ${invoice.customer ?? 'this customer'} for ${total} looks like it: ${[...(isCopy ? ['a copy of one that Milepost made'] : []), ...fit.reasons].join(', ')}.`,
    }
  }
  return null
}
