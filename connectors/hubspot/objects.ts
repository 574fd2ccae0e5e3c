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

/** A line item, a quote or a contact: an id and properties as text. */
export const crmRecord = z.looseObject({
  id: z.string(),
  properties: z.record(z.string(), z.string().nullable()),
})
export type CrmRecord = z.infer<typeof crmRecord>

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

/** A deal property as a portal has it; whose values nobody may set is `readOnly`. */
export interface PropertyState {
  readonly name: string
  readonly type: string | null
  readonly readOnly: boolean
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
  'hs_merged_object_ids',
] as const

/** What a line item, a quote and its signers are read for. */
export const lineItemProperties = [
  'name',
  'description',
  'quantity',
  'price',
  'discount',
  'hs_discount_percentage',
  'amount',
  'hs_line_item_currency_code',
  'recurringbillingfrequency',
  'hs_recurring_billing_period',
  'hs_recurring_billing_start_date',
  'hs_position_on_quote',
] as const
export const quoteProperties = [
  'hs_title',
  'hs_status',
  'hs_expiration_date',
  'hs_quote_amount',
  'hs_currency',
  'hs_terms',
] as const
export const contactProperties = ['firstname', 'lastname', 'jobtitle', 'email'] as const

/** What a deal's companies are read for: who would be billed, and where. */
export const companyProperties = [
  'name',
  'domain',
  'website',
  'phone',
  'address',
  'city',
  'state',
  'zip',
  'country',
] as const
