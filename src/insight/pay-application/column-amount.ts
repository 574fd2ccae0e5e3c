import { formatAmount, money } from '../../money/money'

/** "178,100.00" or "−500.00": an amount in a column whose head says the currency. */
export function columnAmount(minor: bigint, currency: string): string {
  const [whole = '0', fraction] = formatAmount(money(minor < 0n ? -minor : minor, currency)).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${minor < 0n ? '−' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`
}
