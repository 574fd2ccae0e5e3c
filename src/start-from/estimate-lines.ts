import type { Entities } from '../../connectors/quickbooks/entities'
import { allocate } from '../money/allocate'
import { formatMoney, money, parseAmount } from '../money/money'

type Estimate = Entities['Estimate']
type Line = Estimate['Line'][number]

/** One thing that an estimate offers, net of tax and of its part of the discounts. */
export interface OfferedLine {
  readonly name: string
  readonly description: string | null
  readonly minor: bigint
  readonly itemId: string | null
  readonly taxCode: string | null
  readonly classId: string | null
}

export interface OfferedLines {
  readonly lines: readonly OfferedLine[]
  /** What is taken off the whole, and is spread over the lines in proportion, to the cent. */
  readonly discountMinor: bigint
  /** Sentences about what can't be taken as it stands. */
  readonly doubts: readonly string[]
}

/** What an estimate offers, line by line. Groups are one line; text belongs to the line it follows; subtotals are none. */
export function offeredLines(estimate: Estimate, currency: string): OfferedLines {
  const doubts: string[] = []
  const lines: OfferedLine[] = []
  let discountMinor = 0n
  let before: string[] = []
  for (const line of estimate.Line) {
    const text = line.Description?.trim() ?? ''
    if (line.DetailType === 'SubTotalLineDetail') continue
    if (line.DetailType === 'DescriptionOnly' || line.DetailType === 'DescriptionLineDetail') {
      if (text === '' || /^sub-?total:?$/i.test(text)) continue
      const last = lines.pop()
      if (last) lines.push({ ...last, description: joined(last.description, text) })
      else before = [...before, text]
      continue
    }
    const minor = minorOf(line, currency)
    if (minor === null) {
      doubts.push(`The line “${text || 'without words'}” has no amount that could be read.`)
    } else if (line.DetailType === 'DiscountLineDetail') {
      discountMinor += minor
    } else if (minor < 0n) {
      // Many companies write a discount as a product with a price below zero.
      discountMinor -= minor
    } else {
      lines.push({ ...offered(line, text, before), minor })
      before = []
    }
  }
  const sum = lines.reduce((all, line) => all + line.minor, 0n)
  if (discountMinor < 0n || discountMinor > sum) {
    const [off, of] = [discountMinor, sum].map((minor) => formatMoney(money(minor, currency)))
    doubts.push(`Discounts of ${off} on lines of ${of} leave nothing to bill.`)
    return { lines, discountMinor, doubts }
  }
  const parts = allocate(
    discountMinor,
    lines.map((line) => line.minor),
  )
  return {
    lines: lines.map((line, at) => ({ ...line, minor: line.minor - (parts[at] ?? 0n) })),
    discountMinor,
    doubts,
  }
}

/** A group's own amount is not always there; what stands in it always is. */
function minorOf(line: Line, currency: string): bigint | null {
  const read = (amount: string | undefined) =>
    amount === undefined ? null : (parseAmount(amount, currency)?.minor ?? null)
  const inner = line.GroupLineDetail?.Line
  if (!inner) return read(line.Amount)
  return inner.reduce<bigint | null>((sum, each) => {
    const part = read(each.Amount)
    return sum === null || part === null ? null : sum + part
  }, 0n)
}

function offered(line: Line, text: string, before: readonly string[]): Omit<OfferedLine, 'minor'> {
  const group = line.GroupLineDetail
  const inner = group?.Line ?? []
  const detail = line.SalesItemLineDetail ?? inner[0]?.SalesItemLineDetail
  const [first = '', ...rest] = text.split('\n').map((each) => each.trim())
  const title = first || (group?.GroupItemRef?.name ?? detail?.ItemRef?.name ?? '').trim() || 'Item'
  const parts = inner.map((each) => each.Description?.trim() || each.SalesItemLineDetail?.ItemRef?.name || '')
  const more = [...(title.length > 200 ? [title] : []), ...before, ...rest, ...parts].filter(
    (each) => each !== '',
  )
  const id = (value: string | undefined) => (value !== undefined && /^\d{1,25}$/.test(value) ? value : null)
  const taxCode = detail?.TaxCodeRef?.value
  return {
    name: title.slice(0, 200).trim(),
    description: more.length === 0 ? null : more.join('\n').slice(0, 2000).trim(),
    itemId: id(detail?.ItemRef?.value),
    taxCode: taxCode === 'TAX' || taxCode === 'NON' ? taxCode : id(taxCode),
    classId: id(detail?.ClassRef?.value),
  }
}

const joined = (description: string | null, text: string): string =>
  [description, text]
    .filter((each) => each !== null)
    .join('\n')
    .slice(0, 2000)
