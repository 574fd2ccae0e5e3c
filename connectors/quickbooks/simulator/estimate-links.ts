import type { Books } from './company-books'
import { refuse } from './refusal'
import { type Entity, parts, refId, text } from './value'

const link = (id: string, type: string): Entity => ({ TxnId: id, TxnType: type })
const isLink =
  (id: string, type: string) =>
  (one: Entity): boolean =>
    text(one, 'TxnId') === id && text(one, 'TxnType') === type

/** Links that a sender may write on an invoice; those to payments and credits only QuickBooks writes. */
export const writableLinks = (entity: Entity): readonly Entity[] =>
  parts(entity, 'LinkedTxn').filter((one) =>
    ['Estimate', 'TimeActivity'].includes(text(one, 'TxnType') ?? ''),
  )

/** What an invoice may do with time that is not its own to bill, and whether it keeps it once it is gone. */
export interface LinkRules {
  readonly billedTimeToo: boolean
  readonly othersTimeToo: boolean
  readonly keepTimeBilled: boolean
}

/**
 * The links an invoice may keep of those it brings: at most one estimate, and only a pending or accepted one
 * (or the one it has already). Unknown documents are refused; so is time of other customers, or billed before.
 */
export function keptLinks(
  books: Books,
  draft: Entity,
  stored: Entity | null,
  rules: LinkRules,
): readonly Entity[] {
  const wanted = writableLinks(draft)
  const estimates = wanted.filter((one) => text(one, 'TxnType') === 'Estimate')
  if (estimates.length > 1) throw refuse.business('Only one estimate can be linked to an invoice.')
  const before = stored === null ? [] : writableLinks(stored)
  return wanted.filter((one) => {
    const [id, type] = [text(one, 'TxnId') ?? '', text(one, 'TxnType')]
    const row = books.get(type === 'Estimate' ? 'Estimate' : 'TimeActivity', id)
    if (row === null) throw refuse.reference(type ?? 'Transaction', id)
    if (type === 'TimeActivity' && !before.some(isLink(id, 'TimeActivity'))) {
      if (text(row, 'BillableStatus') === 'HasBeenBilled' && !rules.billedTimeToo)
        throw refuse.business('This time was billed on another invoice.')
      if (refId(row, 'CustomerRef') !== refId(draft, 'CustomerRef') && !rules.othersTimeToo)
        throw refuse.business('This time is of another customer.')
    }
    if (type !== 'Estimate' || before.some(isLink(id, 'Estimate'))) return true
    return ['Pending', 'Accepted'].includes(text(row, 'TxnStatus') ?? '')
  })
}

/** Closes the estimates, and bills the time, that an invoice links now; opens again what it no longer links. */
export function followLinks(
  books: Books,
  invoiceId: string,
  before: readonly Entity[],
  after: readonly Entity[],
): void {
  const same = (a: Entity) => (b: Entity) => isLink(text(a, 'TxnId') ?? '', text(a, 'TxnType') ?? '')(b)
  for (const gone of before.filter((one) => !after.some(same(one)))) follow(books, invoiceId, gone, false)
  for (const come of after.filter((one) => !before.some(same(one)))) follow(books, invoiceId, come, true)
}

function follow(books: Books, invoiceId: string, target: Entity, linked: boolean): void {
  const kind = text(target, 'TxnType') === 'Estimate' ? 'Estimate' : 'TimeActivity'
  const row = books.get(kind, text(target, 'TxnId') ?? '')
  if (row === null) return
  if (kind === 'TimeActivity') {
    books.change(kind, { ...row, BillableStatus: linked ? 'HasBeenBilled' : 'Billable' })
    return
  }
  const others = parts(row, 'LinkedTxn').filter((one) => !isLink(invoiceId, 'Invoice')(one))
  const status = linked ? 'Closed' : (text(row, '_statusBefore') ?? 'Pending')
  books.change(kind, {
    ...row,
    _statusBefore: linked ? (row['TxnStatus'] ?? 'Pending') : null,
    TxnStatus: status,
    LinkedTxn: linked ? [...others, link(invoiceId, 'Invoice')] : others,
  })
}
