import type { Books } from './company-books'
import { namedReference } from './references'
import { refuse } from './refusal'
import { compact, type Entity, part, parts, text } from './value'

const DETAILS = ['AccountBasedExpenseLineDetail', 'ItemBasedExpenseLineDetail'] as const
const BILLABLE = ['Billable', 'NotBillable']

/**
 * Lines of a bill or a purchase as QuickBooks keeps them: what each was spent on, for whom, and whether that customer
 * is to pay it. Only QuickBooks itself says that a cost has been billed; what it said stays.
 */
export function expenseLines(
  books: Books,
  lines: readonly Entity[],
  stored: Entity | null,
): readonly Entity[] {
  const before = new Map(
    (stored === null ? [] : parts(stored, 'Line')).map((line) => [text(line, 'Id'), line]),
  )
  return lines.map((line) => {
    const name = DETAILS.find((each) => line[each] !== undefined)
    if (name === undefined) return line
    const detail = part(line, name)
    const old = before.get(text(line, 'Id'))
    const status = text(detail, 'BillableStatus') ?? 'NotBillable'
    const kept = old !== undefined && text(part(old, name), 'BillableStatus') === status
    if (!BILLABLE.includes(status) && !kept) throw refuse.enumeration('BillableStatus', status)
    const customer = namedReference(books, 'Customer', detail, 'CustomerRef')
    if (status === 'Billable' && customer === null) throw refuse.missing('CustomerRef')
    return {
      ...line,
      [name]: compact({
        ...detail,
        CustomerRef: customer,
        ClassRef: namedReference(books, 'Class', detail, 'ClassRef'),
        ...(name === 'ItemBasedExpenseLineDetail'
          ? { ItemRef: namedReference(books, 'Item', detail, 'ItemRef') }
          : { AccountRef: namedReference(books, 'Account', detail, 'AccountRef') }),
        BillableStatus: status,
      }),
    }
  })
}
