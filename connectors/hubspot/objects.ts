import { z } from 'zod'

/** What HubSpot answers, as far as Milepost reads it. Every property value is text or null. */
export const deal = z.looseObject({
  id: z.string(),
  properties: z.record(z.string(), z.string().nullable()),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
  archived: z.boolean().optional(),
})
export type Deal = z.infer<typeof deal>

export const dealPipeline = z.looseObject({
  id: z.string(),
  label: z.string(),
  stages: z.array(
    z.looseObject({
      id: z.string(),
      label: z.string(),
      /** `isClosed` and `probability` arrive as text ("true", "1.0"). */
      metadata: z.record(z.string(), z.string().nullable()).optional(),
    }),
  ),
})
export type DealPipeline = z.infer<typeof dealPipeline>

export const owner = z.looseObject({
  id: z.string(),
  email: z.string().nullable().optional(),
  firstName: z.string().nullable().optional(),
  lastName: z.string().nullable().optional(),
  userId: z.number().nullable().optional(),
})
export type Owner = z.infer<typeof owner>

export const account = z.looseObject({
  portalId: z.number(),
  timeZone: z.string().optional(),
  companyCurrency: z.string().optional(),
  uiDomain: z.string().optional(),
})
export type Account = z.infer<typeof account>

/** A deal property as HubSpot creates it. */
export interface PropertyDefinition {
  readonly name: string
  readonly label: string
  readonly description: string
  readonly type: 'number' | 'string' | 'date' | 'datetime'
  readonly fieldType: 'number' | 'text' | 'date'
  readonly money?: boolean
}

/** The deal properties Milepost reads, and no others. */
export const dealProperties = [
  'dealname',
  'amount',
  'deal_currency_code',
  'dealstage',
  'pipeline',
  'closedate',
  'hubspot_owner_id',
  'hs_lastmodifieddate',
  'hs_object_id',
] as const
