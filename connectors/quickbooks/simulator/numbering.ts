import type { Books } from './company-books'
import type { Kind } from './kinds'
import { refuse } from './refusal'
import { salesForms } from './settings-of-company'
import { type Entity, flag, text } from './value'

/** Forms that count together; estimates have numbers of their own. */
const sequenceOf = (kind: Kind): string => (kind === 'Estimate' ? 'estimate-number' : 'document-number')
const AUTO = 'AUTO_GENERATE'

/**
 * The number a form gets: the one it brings, else the next of the sequence; none where the company numbers by
 * hand (CustomTxnNumbers). `warn` is the option of the web interface that refuses numbers in use (6140).
 */
export function documentNumber(
  books: Books,
  kind: Kind,
  draft: Entity,
  stored: Entity | null,
  options: { readonly allowDuplicate: boolean; readonly warn: boolean },
): string | null {
  const sent = text(draft, 'DocNumber')
  const before = stored === null ? null : text(stored, 'DocNumber')
  const byHand = flag(salesForms(books), 'CustomTxnNumbers')
  if (sent === null || sent === '' || sent === AUTO) {
    if (before !== null && sent !== AUTO) return before
    if (byHand && sent !== AUTO) return null
    return String(books.next(sequenceOf(kind)))
  }
  if (sent === before) return sent
  if (byHand && options.warn && !options.allowDuplicate) {
    const other = books.list(kind).find((row) => text(row, 'DocNumber') === sent)
    if (other !== undefined) throw refuse.duplicateNumber(sent, kind, text(other, 'Id') ?? '')
  }
  if (/^\d{1,18}$/.test(sent)) books.raise(sequenceOf(kind), BigInt(sent))
  return sent
}
