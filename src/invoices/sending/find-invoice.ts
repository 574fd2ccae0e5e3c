import type { Answer } from '../../../connectors/answer'
import type { Company } from '../../../connectors/quickbooks/company'
import type { Entities } from '../../../connectors/quickbooks/entities'
import { sameText } from '../edited/restored-lines'
import type { BillingIntent } from '../intent'

type Invoice = Entities['Invoice']

/**
 * Looks whether an invoice exists already: QuickBooks can't search memos, so those of the same customer and
 * day are read and recognised here, by our mark, or by our words, whatever their line ends, when someone erased it. Two milestones
 * may say the same words, so an invoice with any mark is known by its mark only, and one that is `taken` by
 * another intent is never ours. Of several the lowest id is ours; a copy made by a person comes later. One
 * metered read.
 */
export async function findInvoice(
  company: Company,
  intent: Pick<BillingIntent, 'customerId' | 'issuedOn' | 'marker' | 'body'>,
  otherMarkers: readonly string[],
  taken: (quickbooksIds: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<Answer<Invoice | null>> {
  const answer = await company.query('Invoice', [
    { field: 'CustomerRef', operator: '=', value: intent.customerId },
    { field: 'TxnDate', operator: '=', value: intent.issuedOn },
  ])
  if (answer.outcome !== 'done') return answer
  const markers = [intent.marker, ...otherMarkers]
  const words = firstWords(JSON.parse(intent.body))
  const candidates = answer.value.filter((invoice) =>
    markerIn(invoice.PrivateNote) === null
      ? words !== null && invoice.Line.some((line) => sameText(words, line.Description ?? null))
      : markers.some((marker) => hasMarker(invoice.PrivateNote, marker)),
  )
  const others = await taken(candidates.map((invoice) => invoice.Id))
  const ours = candidates
    .filter((invoice) => !others.has(invoice.Id))
    .sort((a, b) => (BigInt(a.Id) < BigInt(b.Id) ? -1 : 1))
  return { ...answer, value: ours[0] ?? null }
}

/** A memo may have gained other text around our mark, "Voided" say. */
export function hasMarker(memo: string | undefined, marker: string): boolean {
  const place = memo?.indexOf(marker) ?? -1
  if (memo === undefined || place < 0) return false
  return !/[A-Z0-9]/.test(memo[place + marker.length] ?? '')
}

const MARKER = /\bMilepost (?:M\d+|[DHRS])-[A-Z2-7]{6}(?![A-Z0-9])/

/** The Milepost mark in a memo, whoever's it is. */
export const markerIn = (memo: string | undefined): string | null => MARKER.exec(memo ?? '')?.[0] ?? null

function firstWords(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('Line' in body) || !Array.isArray(body.Line)) return null
  const first: unknown = body.Line[0]
  if (typeof first !== 'object' || first === null || !('Description' in first)) return null
  return typeof first.Description === 'string' && first.Description.trim() !== '' ? first.Description : null
}
