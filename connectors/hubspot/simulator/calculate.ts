import { multiplyDecimals, subtractDecimals } from './decimal'
import { findStage, type Pipeline } from './pipeline'

/** What the calculations of a portal need to know. `exchangeRates`: one unit of the key in home currency. */
export interface CalculationGround {
  readonly pipelines: readonly Pipeline[]
  readonly homeCurrency: string
  readonly exchangeRates: Readonly<Record<string, string>>
}

type Values = Readonly<Record<string, string>>

function ofDeal(values: Values, ground: CalculationGround): Record<string, string> {
  const stage = findStage(ground.pipelines, values['dealstage'] ?? '')
  const amount = values['amount'] ?? ''
  const currency = values['deal_currency_code'] ?? ground.homeCurrency
  const rate = ground.exchangeRates[currency] ?? '1'
  const home = amount === '' ? '' : currency === ground.homeCurrency ? amount : multiplyDecimals(amount, rate)
  const closed = stage?.metadata['isClosed'] === 'true'
  const won = closed && stage?.metadata['probability'] === '1.0'
  return {
    hs_is_closed: String(closed),
    hs_is_closed_won: String(won),
    hs_is_closed_lost: String(closed && !won),
    hs_deal_stage_probability: stage?.metadata['probability'] ?? '',
    hs_closed_amount: won && amount !== '' ? amount : '0',
    amount_in_home_currency: home ?? '',
  }
}

/** Net price: quantity × (unit price − unit discount), less the percentage. One period of what recurs. */
function ofLineItem(values: Values): Record<string, string> {
  const { price = '', quantity = '1', discount = '0', hs_discount_percentage: percent = '0' } = values
  const each = subtractDecimals(price, discount || '0')
  const whole = each === null ? null : multiplyDecimals(each, quantity)
  const left = subtractDecimals('1', multiplyDecimals(percent || '0', '0.01') ?? '0')
  return { amount: (whole === null || left === null ? null : multiplyDecimals(whole, left)) ?? '' }
}

/** The read-only values that follow from the others. They change silently: no webhook tells of them. */
export function calculate(
  typeName: string,
  values: Values,
  ground: CalculationGround,
): Record<string, string> {
  if (typeName === 'deals') return ofDeal(values, ground)
  if (typeName === 'line_items') return ofLineItem(values)
  return {}
}
