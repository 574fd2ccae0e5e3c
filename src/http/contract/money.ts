import { z } from 'zod'

/** A decimal as people write it: digits, at most one point, no sign, no thousands separators. */
const positiveDecimal = z.string().regex(/^\d{1,15}(\.\d{1,4})?$/, 'a decimal such as "15000.00"')

/** ISO 4217 code, upper case. */
export const currency = z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as "USD"')

/** Money on the way in: never negative; the digits must fit the currency (checked where it is known). */
export const moneyInput = z.strictObject({ amount: positiveDecimal, currency })

/** Money on the way out: a decimal with exactly the currency's digits; figures may be negative. */
export const money = z.strictObject({ amount: z.string(), currency: z.string() })
export type MoneyView = z.infer<typeof money>

/** A part of the contract value: a percentage with up to 4 decimals, or a fraction such as "1/3". */
export const share = z.union([
  z.strictObject({ percent: z.string().regex(/^\d{1,3}(\.\d{1,4})?$/, 'a percentage such as "33.34"') }),
  z.strictObject({
    fraction: z.string().regex(/^[1-9]\d{0,5}\/[1-9]\d{0,5}$/, 'a fraction such as "1/3"'),
  }),
])
export type ShareView = z.infer<typeof share>

/** A calendar day, `YYYY-MM-DD`, that exists. */
export const date = z.iso.date()
