import type { MoneyView, ShareView } from '../../http/contract/money'

const formats = new Map<string, Intl.NumberFormat>()

function formatOf(currency: string): Intl.NumberFormat | null {
  const held = formats.get(currency)
  if (held) return held
  try {
    const format = new Intl.NumberFormat(undefined, {
      style: 'currency',
      currency,
      currencyDisplay: 'symbol',
    })
    formats.set(currency, format)
    return format
  } catch {
    return null
  }
}

/**
 * An amount as people read it: "$15,000.00", "CA$200.00", "−€200.00"; as the server writes it, so that dollars of two
 * countries never look the same. The server's own digits are kept as they are;
 * only the whole part passes through the formatter, as a bigint, so that nothing is ever rounded.
 */
export function moneyText(money: MoneyView): string {
  const negative = money.amount.startsWith('-')
  const [whole = '0', decimals = ''] = money.amount.replace('-', '').split('.')
  const format = formatOf(money.currency)
  if (format === null || !/^\d+$/.test(whole)) return `${money.amount} ${money.currency}`
  const parts = format.formatToParts(BigInt(whole))
  const point =
    new Intl.NumberFormat(format.resolvedOptions().locale)
      .formatToParts(1.5)
      .find((part) => part.type === 'decimal')?.value ?? '.'
  const last = parts.findLastIndex((part) => part.type === 'integer')
  const text = parts
    .filter((part) => part.type !== 'decimal' && part.type !== 'fraction')
    .map((part) => (part === parts[last] && decimals ? `${part.value}${point}${decimals}` : part.value))
    .join('')
  return negative ? `−${text}` : text
}

/** Unknown is said, never shown as zero. */
export function figureText(money: MoneyView | null): string {
  return money === null ? 'unknown' : moneyText(money)
}

/** "40 %" or "1/3"; number and sign stay on one line. */
export function shareText(share: ShareView): string {
  return 'percent' in share
    ? `${share.percent.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')}\u00a0%`
    : share.fraction
}

/** 412 → "41 %": whole percents, rounded half up, as figures beside a bar. */
export function percentText(perMille: number): string {
  return `${Math.round(perMille / 10)}\u00a0%`
}
