import type { Books } from './company-books'
import { amountOf, type Decimal, money, multiply, parseDecimal, percentOf, toMinor } from './decimal'
import { namedReference } from './references'
import { refuse } from './refusal'
import { isUsCompany } from './settings-of-company'
import { compact, type Entity, flag, number, part, parts, refId, text, textOf } from './value'
import { checkedDay } from './vendor-time'

/** One amount that stands in the subtotal, with the tax code it goes by (null: none asked for). */
export interface Sold {
  readonly minor: bigint
  readonly taxCode: string | null
  /** The amount with tax, where the sender named it. */
  readonly inclusive: bigint | null
}
export interface SalesLines {
  readonly lines: readonly Entity[]
  readonly sold: readonly Sold[]
  readonly discount: bigint
}

const DETAILS = [
  'SalesItemLineDetail',
  'DescriptionOnly',
  'GroupLineDetail',
  'DiscountLineDetail',
  'SubTotalLineDetail',
]
/** Items that stand for a row of the form and are in no list. */
const SPECIAL_ITEMS = ['SHIPPING_ITEM_ID', 'GRATUITY_ITEM_ID']

/**
 * The lines of a sales form as QuickBooks stores them: numbered, with ids, names and tax codes filled in, the
 * subtotal after them. A line that brings the id of a stored one keeps it; any other gets a new one.
 */
export function composeLines(books: Books, draft: Entity, stored: Entity | null, digits: number): SalesLines {
  const sent = parts(draft, 'Line').filter((line) => text(line, 'DetailType') !== 'SubTotalLineDetail')
  if (sent.length === 0) throw refuse.missing('Line')
  const known = new Set(parts(stored ?? {}, 'Line').flatMap((line) => text(line, 'Id') ?? []))
  let lastId = Math.max(0, ...[...known].map(Number))
  const idOf = (line: Entity): string => {
    const id = text(line, 'Id')
    if (id !== null && known.has(id)) return id
    lastId += 1
    return String(lastId)
  }

  const lines: Entity[] = []
  const sold: Sold[] = []
  const discounts: Entity[] = []
  for (const line of sent) {
    const type = text(line, 'DetailType')
    if (type === null) throw refuse.missing('Line.DetailType')
    if (!DETAILS.includes(type)) throw refuse.enumeration('DetailType', type)
    if (type === 'DiscountLineDetail') discounts.push(line)
    else {
      const composed = composeLine(books, line, type, digits)
      if (composed.sold !== null) sold.push(...composed.sold)
      const { Id, LineNum, ...rest } = composed.line
      lines.push({ Id: idOf(line), LineNum: number(lines.length + 1), ...rest })
    }
  }
  const subtotal = sold.reduce((sum, one) => sum + one.minor, 0n)
  const subtotalLine = {
    Amount: money(subtotal, digits),
    DetailType: 'SubTotalLineDetail',
    SubTotalLineDetail: {},
  }
  let discount = 0n
  const discountLines = discounts.map((line) => {
    const minor = discountOf(line, subtotal, digits)
    discount += minor
    return compact({ ...line, Amount: money(minor, digits) })
  })
  return { lines: [...lines, subtotalLine, ...discountLines], sold, discount }
}

function composeLine(
  books: Books,
  line: Entity,
  type: string,
  digits: number,
): { line: Entity; sold: readonly Sold[] | null } {
  if (type === 'DescriptionOnly') return { line: compact({ ...line, Amount: null }), sold: null }
  if (type === 'GroupLineDetail') {
    const inner = parts(part(line, 'GroupLineDetail'), 'Line').map((one) =>
      composeLine(books, one, 'SalesItemLineDetail', digits),
    )
    const sold = inner.flatMap((one) => one.sold ?? [])
    const detail = { ...part(line, 'GroupLineDetail'), Line: inner.map((one) => one.line) }
    const minor = sold.reduce((sum, one) => sum + one.minor, 0n)
    return { line: { ...line, Amount: money(minor, digits), GroupLineDetail: detail }, sold }
  }
  return composeItemLine(books, line, digits)
}

function composeItemLine(
  books: Books,
  line: Entity,
  digits: number,
): { line: Entity; sold: readonly Sold[] } {
  const sent = text(line, 'Amount')
  const amount = sent === null ? null : parseDecimal(sent)
  if (sent === null || amount === null) throw refuse.missing('Line.Amount')
  const minor = toMinor(amount, digits)
  const detail = part(line, 'SalesItemLineDetail')
  checkProduct(detail, minor, sent, digits)
  const day = text(detail, 'ServiceDate')
  const taxCode = taxCodeOf(books, detail)
  const composed = compact({
    ...detail,
    ItemRef: itemOf(books, detail),
    ClassRef: namedReference(books, 'Class', detail, 'ClassRef'),
    ServiceDate: day === null ? null : checkedDay('ServiceDate', day),
    TaxCodeRef: taxCode === null ? null : { value: taxCode },
  })
  const inclusive = amountOf(detail['TaxInclusiveAmt'], digits)
  return {
    line: compact({ ...line, Amount: money(minor, digits), SalesItemLineDetail: composed }),
    sold: [{ minor, taxCode, inclusive }],
  }
}

/** Refuses (6070) an Amount that is not the product, rounded to the minor unit. */
function checkProduct(detail: Entity, minor: bigint, sent: string, digits: number): void {
  const [quantity, price] = [text(detail, 'Qty'), text(detail, 'UnitPrice')]
  if (quantity === null || price === null) return
  const [many, each] = [parseDecimal(quantity), parseDecimal(price)]
  if (many === null || each === null) throw refuse.property('Qty or UnitPrice')
  if (toMinor(multiply(many, each), digits) !== minor) throw refuse.product(sent)
}

function itemOf(books: Books, detail: Entity): Entity | null {
  const id = refId(detail, 'ItemRef')
  if (id !== null && SPECIAL_ITEMS.includes(id)) return { value: id }
  return namedReference(books, 'Item', id === null ? { ItemRef: { value: '1' } } : detail, 'ItemRef')
}

/** In the US the pseudo codes TAX and NON, NON when nothing is said; elsewhere the id of a tax code. */
function taxCodeOf(books: Books, detail: Entity): string | null {
  const code = refId(detail, 'TaxCodeRef')
  if (isUsCompany(books)) {
    if (code !== null && code !== 'TAX' && code !== 'NON') throw refuse.reference('Tax codes', code)
    return code ?? 'NON'
  }
  if (code !== null && books.get('TaxCode', code) === null) throw refuse.reference('Tax codes', code)
  return code
}

function discountOf(line: Entity, subtotal: bigint, digits: number): bigint {
  const detail = part(line, 'DiscountLineDetail')
  const percent: Decimal | null = parseDecimal(text(detail, 'DiscountPercent') ?? '')
  if (flag(detail, 'PercentBased') && percent !== null) return percentOf(subtotal, percent)
  const amount = amountOf(textOf(line['Amount']) ?? undefined, digits)
  if (amount === null) throw refuse.missing('Line.Amount')
  return amount
}
