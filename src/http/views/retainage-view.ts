import type { RetainagePage } from '../../insight/read-retainage'
import type { CountedLine } from '../../invoices/books/counted-lines'
import { releasable, releasableTo } from '../../invoices/retainage/held'
import type { ReleaseOutlook } from '../../invoices/retainage/look-at-release'
import { retainageWords } from '../../invoices/retainage/withheld'
import { sumOrUnknown } from '../../money/money'
import type { Schedule } from '../../schedules/schedule'
import type { ReleaseView, RetainageView } from '../contract/retainage'
import { moneyView } from './money-view'
import { aheadView } from './preview-view'
import type { VendorLinks } from './vendor-links'

export function retainageView(
  { tracker, held, lines, customers }: RetainagePage,
  links: VendorLinks,
): RetainageView {
  const { schedule, names } = tracker
  const { currency, terms } = schedule
  const view = (minor: bigint | null) => moneyView(minor, currency)
  return {
    agreed: terms.retainage === null ? null : retainageWords(terms.retainage),
    heldBack: view(sumOrUnknown(held.map((each) => each.withheld))),
    released: view(sumOrUnknown(held.map((each) => each.released))),
    releasing: moneyView(
      held.reduce((sum, each) => sum + each.releasing, 0n),
      currency,
    ),
    releasable: view(releasable(held)),
    payers: held.map((each) => ({
      customer: { quickbooksId: each.customerId, name: customers.get(each.customerId) ?? null },
      releasable: view(releasableTo(each)),
    })),
    lines: lines.map(({ part, customerId, minor, inFlight, billed: { intent, invoice } }) => ({
      invoiceId: intent.intentId,
      docNumber: invoice?.docNumber ?? null,
      customer: invoice?.customer ?? customers.get(customerId) ?? null,
      milestone:
        part.milestoneId === null ? null : { id: part.milestoneId, name: names.get(part.milestoneId) ?? '' },
      kind: part.kind === 'retainage' ? ('held_back' as const) : ('released' as const),
      amount: view(positive(part.kind, minor)),
      on: invoice?.issuedOn ?? intent.issuedOn,
      onItsWay: inFlight,
      link: intent.quickbooksId === null ? null : links.invoice(intent.quickbooksId),
    })),
  }
}

const positive = (kind: CountedLine['part']['kind'], minor: bigint | null): bigint | null =>
  minor !== null && kind === 'retainage' ? -minor : minor

/** The invoices of a release as they would be, or were, sent. */
export function releaseView(schedule: Schedule, outlook: ReleaseOutlook): ReleaseView {
  const { askedMinor, mostMinor, invoices, checks, delivery } = outlook
  return {
    amount: moneyView(askedMinor, schedule.currency),
    left: moneyView(mostMinor === null ? null : mostMinor - askedMinor, schedule.currency),
    invoices: invoices.map((ahead) => ({
      ...aheadView(schedule, ahead, delivery, 'Milepost R-…'),
      others: [],
    })),
    checks: [...checks],
  }
}
