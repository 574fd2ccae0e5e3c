import type { Books } from './company-books'
import { type Decimal, divideRounded, money, parseDecimal, percentOf } from './decimal'
import { refuse } from './refusal'
import type { Sold } from './sales-lines'
import { isUsCompany } from './settings-of-company'
import { compact, type Entity, number, part, parts, refId, text } from './value'

export interface Taxed {
  readonly detail: Entity
  readonly tax: bigint
  /** What the amounts add up to without tax: less than the subtotal where they include it. */
  readonly net: bigint
}

interface Rate {
  readonly id: string
  readonly percent: Decimal
  readonly text: string
}

/** The company's code where neither document nor customer names one. */
const US_DEFAULT_CODE = '2'

/** Tax of a sales form, per rate, rounded to the minor unit. `customer` is null for forms without one. */
export function computeTax(
  books: Books,
  draft: Entity,
  customer: Entity | null,
  { sold, discount }: { readonly sold: readonly Sold[]; readonly discount: bigint },
  digits: number,
): Taxed {
  const subtotal = sold.reduce((sum, one) => sum + one.minor, 0n)
  if (isUsCompany(books)) {
    const code = usCode(books, draft, customer)
    const taxable = sold.reduce((sum, one) => sum + (one.taxCode === 'TAX' ? one.minor : 0n), 0n)
    if (code === null || taxable === 0n) {
      const named = part(part(draft, 'TxnTaxDetail'), 'TxnTaxCodeRef')
      const kept = text(named, 'value') === null ? {} : { TxnTaxCodeRef: named }
      return { detail: { ...kept, TotalTax: number(0) }, tax: 0n, net: subtotal }
    }
    const after = draft['ApplyTaxAfterDiscount'] === true
    const base = after ? taxable - shareOf(discount, taxable, subtotal) : taxable
    return summed(
      ratesOf(books, code).map((rate) => [rate, base, percentOf(base, rate.percent)]),
      digits,
      subtotal,
      code,
    )
  }
  return computeAbroad(books, draft, { sold, discount }, subtotal, digits)
}

const shareOf = (discount: bigint, some: bigint, all: bigint): bigint =>
  all === 0n ? 0n : divideRounded(discount * some, all)

function usCode(books: Books, draft: Entity, customer: Entity | null): string | null {
  const named = refId(part(draft, 'TxnTaxDetail'), 'TxnTaxCodeRef')
  if (named !== null) {
    if (books.get('TaxCode', named) === null) throw refuse.reference('Tax codes', named)
    return named
  }
  if (customer !== null && customer['Taxable'] === false) return null
  return (customer === null ? null : refId(customer, 'DefaultTaxCodeRef')) ?? US_DEFAULT_CODE
}

function computeAbroad(
  books: Books,
  draft: Entity,
  { sold, discount }: { readonly sold: readonly Sold[]; readonly discount: bigint },
  subtotal: bigint,
  digits: number,
): Taxed {
  const way = text(draft, 'GlobalTaxCalculation') ?? 'TaxExcluded'
  if (!['TaxExcluded', 'TaxInclusive', 'NotApplicable'].includes(way))
    throw refuse.enumeration('GlobalTaxCalculation', way)
  if (way === 'NotApplicable') return { detail: { TotalTax: number(0) }, tax: 0n, net: subtotal }
  if (sold.some((one) => one.taxCode === null))
    throw refuse.business('Each line of the transaction needs a VAT rate before it can be saved.')
  const found = new Map<string, [Rate, bigint, bigint]>()
  let contained = 0n
  for (const one of sold)
    for (const rate of ratesOf(books, one.taxCode ?? '')) {
      const less = one.minor - shareOf(discount, one.minor, subtotal)
      const [, base, tax] = found.get(rate.id) ?? [rate, 0n, 0n]
      if (way === 'TaxExcluded') found.set(rate.id, [rate, base + less, 0n])
      else {
        const whole = one.inclusive ?? less
        const within = divideRounded(
          whole * rate.percent.units,
          100n * 10n ** BigInt(rate.percent.scale) + rate.percent.units,
        )
        contained += one.inclusive === null ? within : 0n
        found.set(rate.id, [rate, base + whole - within, tax + within])
      }
    }
  const rows = [...found.values()].map(([rate, base, tax]): [Rate, bigint, bigint] =>
    way === 'TaxExcluded' ? [rate, base, percentOf(base, rate.percent)] : [rate, base, tax],
  )
  return summed(rows, digits, subtotal - contained, null)
}

function ratesOf(books: Books, code: string): readonly Rate[] {
  const row = books.get('TaxCode', code)
  if (row === null) throw refuse.reference('Tax codes', code)
  return parts(part(row, 'SalesTaxRateList'), 'TaxRateDetail').flatMap((detail) => {
    const id = refId(detail, 'TaxRateRef') ?? ''
    const value = text(books.get('TaxRate', id) ?? {}, 'RateValue') ?? '0'
    const percent = parseDecimal(value)
    return percent === null ? [] : [{ id, percent, text: value }]
  })
}

function summed(
  rows: readonly (readonly [Rate, bigint, bigint])[],
  digits: number,
  net: bigint,
  code: string | null,
): Taxed {
  const tax = rows.reduce((sum, [, , one]) => sum + one, 0n)
  const lines = rows.map(([rate, base, one]) => ({
    Amount: money(one, digits),
    DetailType: 'TaxLineDetail',
    TaxLineDetail: {
      TaxRateRef: { value: rate.id },
      PercentBased: true,
      TaxPercent: number(rate.text),
      NetAmountTaxable: money(base, digits),
    },
  }))
  const codeRef = code === null ? null : { value: code }
  return {
    detail: compact({ TxnTaxCodeRef: codeRef, TotalTax: money(tax, digits), TaxLine: lines }),
    tax,
    net,
  }
}
