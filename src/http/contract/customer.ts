import { z } from 'zod'
import { currency } from './money'
import { quickbooksRef } from './payer'

const short = (longest: number) => z.string().trim().min(1).max(longest)

/** Where a new customer's invoices go on paper; left-out parts stay empty in QuickBooks. */
export const billingAddress = z.strictObject({
  street: short(500).optional(),
  city: short(255).optional(),
  region: short(255).optional(),
  postalCode: short(30).optional(),
  country: short(255).optional(),
})

/** A customer as it is to be created in QuickBooks. */
export const customerWish = z.strictObject({
  displayName: short(500),
  companyName: short(100).optional(),
  email: z.email().max(100).optional(),
  phone: short(30).optional(),
  /** Left out: the deal's. Once there is a schedule, it can be no other. */
  currency: currency.optional(),
  /** Makes it a sub-customer, which is how a job stands below its client. */
  parentId: quickbooksRef.shape.quickbooksId.optional(),
  /** The parent gets the invoices. */
  billWithParent: z.boolean().optional(),
  address: billingAddress.optional(),
})

/** One of QuickBooks' customers, or one that is to be created there. */
export const customerChoice = z.union([quickbooksRef, z.strictObject({ create: customerWish })])
export type CustomerChoice = z.infer<typeof customerChoice>

export const customer = z.strictObject({
  quickbooksId: z.string(),
  name: z.string(),
  /** "Acme:Brand Redesign" for a sub-customer; its name otherwise. */
  fullName: z.string(),
  email: z.string().nullable(),
  currency: z.string().nullable(),
  active: z.boolean(),
})
export type CustomerView = z.infer<typeof customer>

/** A customer that was asked for: on its way, unclear (looked for), created, or refused with what to do. */
export const customerCreation = z.strictObject({
  displayName: z.string(),
  state: z.enum(['creating', 'unclear', 'created', 'refused', 'cancelled']),
  detail: z.string(),
  since: z.string(),
})
export type CustomerCreationView = z.infer<typeof customerCreation>

/** Whom a deal is billed to. */
export const dealCustomer = z.strictObject({
  /** Null while nobody is chosen; an id without a name was not read yet. */
  customer: z
    .strictObject({ quickbooksId: z.string(), name: z.string().nullable(), active: z.boolean() })
    .nullable(),
  /** How many customers share the deal; where there are any, the plan says who pays what. */
  payers: z.int(),
  /** The newest that was asked for; null where none was. */
  creation: customerCreation.nullable(),
})
export type DealCustomerView = z.infer<typeof dealCustomer>

export const customerMatch = z.strictObject({
  customer,
  confidence: z.enum(['sure', 'likely', 'possible']),
  /** Such as "Same e-mail as Ana Ruiz"; the strongest first. */
  reasons: z.array(z.string()),
  /** Why it can't be chosen as it is; null when it can. */
  whyNot: z.string().nullable(),
})
export type CustomerMatchView = z.infer<typeof customerMatch>

/** Which of QuickBooks' customers a deal may be with, and what a new one would start with. */
export const customerMatches = z.strictObject({
  matches: z.array(customerMatch),
  start: z.strictObject({
    displayName: z.string(),
    companyName: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    address: billingAddress.nullable(),
  }),
  /** `fixed`: a schedule decides it. `several`: the company bills in more than one. */
  currency: z.strictObject({ wanted: z.string(), fixed: z.boolean(), several: z.boolean() }),
  readAt: z.string().nullable(),
  /** Why HubSpot could not say whom the deal is with; null when it did. */
  trouble: z.string().nullable(),
})
export type CustomerMatchesView = z.infer<typeof customerMatches>

/** Whether a name is free among the customers that are known; vendors and employees share the names, and are not read. */
export const customerName = z.strictObject({
  /** Why QuickBooks would not take it; null when it would, as far as we know. */
  problem: z.string().nullable(),
  /** The customer that has it; null where none has. */
  existing: customer.nullable(),
  /** A name like it that no customer has; null where this one is free. */
  freeName: z.string().nullable(),
})
export type CustomerNameView = z.infer<typeof customerName>
