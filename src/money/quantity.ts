import { currencyDigits } from './money'
import { roundHalfUp } from './share'

const DECIMAL = /^(\d{1,15})(?:\.(\d{1,4}))?$/

/**
 * Quantity × unit price in minor units, exact until the last step; half a unit rounds up: 2.5 × 33.33 is 83.33.
 * Both are decimals with up to 4 places. Null when one of them is none.
 */
export function timesQuantity(quantity: string, unitPrice: string, currency: string): bigint | null {
  const count = DECIMAL.exec(quantity)
  const price = DECIMAL.exec(unitPrice)
  if (!count || !price) return null
  const [, countWhole = '', countRest = ''] = count
  const [, priceWhole = '', priceRest = ''] = price
  const over = BigInt(countWhole + countRest) * BigInt(priceWhole + priceRest)
  const places = countRest.length + priceRest.length
  return roundHalfUp(over * 10n ** BigInt(currencyDigits(currency)), 10n ** BigInt(places))
}
