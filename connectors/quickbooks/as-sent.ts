import { decimalNumber } from './decimal-number'

/** Properties of lines that are numbers on the wire, by the names of Intuit's public Finance.xsd. */
const NUMBERS: ReadonlySet<string> = new Set([
  'Amount',
  'DiscountAmt',
  'DiscountPercent',
  'DiscountRate',
  'LineNum',
  'NetAmountTaxable',
  'Percent',
  'Qty',
  'Quantity',
  'TaxAmount',
  'TaxInclusiveAmt',
  'TaxPercent',
  'UnitPrice',
  'Value',
])

/**
 * Lines as they were read, ready to be sent again: reading keeps each number as its decimal text, QuickBooks wants
 * numbers. Everything else stays as it is, what Milepost knows nothing of too. Throws RangeError for a number that
 * JSON can't carry exactly.
 */
export function asSent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asSent)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      NUMBERS.has(name) && typeof inner === 'string' ? decimalNumber(inner) : asSent(inner),
    ]),
  )
}
