import { z } from 'zod'
import { pipeline } from './pipeline'

const owner = z.object({
  id: z.string(),
  email: z.string(),
  type: z.literal('PERSON'),
  firstName: z.string(),
  lastName: z.string(),
  /** Not the owner's id; null once the user was removed. */
  userId: z.number().nullable(),
  userIdIncludingInactive: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  archived: z.boolean(),
})
export type Owner = z.infer<typeof owner>

/** What a portal is, apart from its records. */
export const portalSettings = z.object({
  portalId: z.number(),
  name: z.string(),
  timeZone: z.string(),
  uiDomain: z.string(),
  homeCurrency: z.string(),
  additionalCurrencies: z.array(z.string()),
  exchangeRates: z.record(z.string(), z.string()),
  pipelines: z.array(pipeline),
  owners: z.array(owner),
})
export type PortalSettings = z.infer<typeof portalSettings>

/** Every currency a deal of this portal may carry. */
export function currenciesOf(settings: PortalSettings): string[] {
  return [settings.homeCurrency, ...settings.additionalCurrencies]
}
