import type { BilledIntent } from '../../invoices/billing-status'
import { billedByPart } from '../../invoices/books/document'
import { billsMilestone } from '../../invoices/composing/invoice-line'
import { isOfSeveral } from '../../invoices/composing/payer-part'
import { creditedByPart } from '../../invoices/credits/credited-net'
import type { BillingPart } from '../../invoices/intent'
import { releaseNumberOf } from '../../invoices/retainage/release'

/** What one line of an invoice certifies: work, what is held back of it, or what is released. Minor units. */
export interface CertifiedLine {
  readonly part: BillingPart
  readonly minor: bigint
  /** Taken back by a credit of a part: negative. Whether it is billed again is asked elsewhere. */
  readonly credit?: true
}

/**
 * What was asked for at one moment: a milestone of one payer or of all of them, or a release. Its number stays whatever
 * becomes of its invoices; what was voided certifies nothing.
 */
export interface Certificate {
  readonly number: number
  /** The day on its invoices. */
  readonly on: string
  readonly invoices: readonly string[]
  /** Null where one of its invoices could not be read. */
  readonly lines: readonly CertifiedLine[] | null
}

/** Whether a line is of what a certificate certifies: deposits beside the contract, hours and costs are not. */
const certifies = (part: BillingPart): boolean =>
  billsMilestone(part) || part.kind === 'retainage' || part.kind === 'retainage_release'

/** An invoice that is there, or on its way; what waits for review, was refused or cancelled was never asked for. */
const isIssued = ({ intent }: BilledIntent): boolean =>
  intent.state === 'queued' ||
  intent.state === 'sending' ||
  intent.state === 'unclear' ||
  intent.state === 'posted'

const dayOf = ({ intent, invoice }: BilledIntent): string => invoice?.issuedOn ?? intent.issuedOn

/** Every certificate of a schedule, the first one first. */
export function certificatesOf(intents: readonly BilledIntent[], currency: string): Certificate[] {
  const issued = intents
    .filter((each) => isIssued(each) && each.parts.some(certifies))
    .sort(
      (a, b) => compare(dayOf(a), dayOf(b)) || a.intent.createdAt.getTime() - b.intent.createdAt.getTime(),
    )
  const groups: [BilledIntent, ...BilledIntent[]][] = []
  for (const each of issued) {
    const last = groups.at(-1)
    if (last && belongsTo(last, each)) last.push(each)
    else groups.push([each])
  }
  return groups.map((group, place) => ({
    number: place + 1,
    on: dayOf(group[0]),
    invoices: group.flatMap(({ invoice }) => (invoice?.effective ? (invoice.docNumber ?? []) : [])),
    lines: linesOf(group, currency),
  }))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Other payers' invoices of the same work, or of the same release, are of one certificate. */
function belongsTo(group: readonly BilledIntent[], each: BilledIntent): boolean {
  const before = group.flatMap(({ parts }) => parts)
  const keys = new Set(before.map((part) => part.partKey))
  const own = each.parts.filter((part) => billsMilestone(part) || part.kind === 'retainage_release')
  return own.every((part) => {
    if (keys.has(part.partKey)) return false
    if (part.kind === 'retainage_release') {
      const number = releaseNumberOf(part.partKey)
      return before.some((other) => number !== null && releaseNumberOf(other.partKey) === number)
    }
    return isOfSeveral(part) && before.some((other) => other.milestoneId === part.milestoneId)
  })
}

function linesOf(group: readonly BilledIntent[], currency: string): CertifiedLine[] | null {
  const lines: CertifiedLine[] = []
  for (const billed of group) {
    const { intent, parts, invoice } = billed
    const own = parts.filter(certifies)
    if (intent.state !== 'posted') {
      lines.push(...own.map((part) => ({ part, minor: part.amountMinor })))
      continue
    }
    if (invoice === null) return null
    if (!invoice.effective) continue
    const byPart = billedByPart(invoice, parts, intent)
    const credited = creditedByPart(billed, currency)
    for (const part of own) {
      const minor = byPart.get(part.partKey) ?? null
      const credit = billsMilestone(part) ? (credited.get(part.partKey) ?? null) : givenBack(billed, part)
      if (minor === null || credit === null) return null
      lines.push({ part, minor })
      if (credit !== 0n) lines.push({ part, minor: -credit, credit: true })
    }
  }
  return lines
}

/** What credit memos gave back of a line that holds back: below zero, as they take of it. Null is unknown. */
function givenBack(billed: BilledIntent, { partKey }: BillingPart): bigint | null {
  const back = billed.givenBack?.get(partKey)
  return back === undefined ? 0n : back === null ? null : -back
}
