import { z } from 'zod'
import { brand, brandPatch } from './brand'
import { calendar, mailSettings } from './mail'
import { money } from './money'
import { billingSettings, billingSettingsPatch, defaults, defaultsPatch } from './workspace-settings'

export const roles = ['viewer', 'member', 'bookkeeper', 'admin', 'owner'] as const
export const role = z.enum(roles)
export type Role = z.infer<typeof role>

export const me = z.strictObject({
  workspaceId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  role,
  /** Whether what is a bookkeeper's is theirs too: by role, or because the workspace lets its members. */
  bookkeeps: z.boolean(),
  workspace: z.string(),
  csrf: z.string().nullable(),
  /** The program's clock: days late are counted from it. */
  now: z.string(),
  /** The company's zone: days and times are those of there. */
  zone: z.string(),
  /** The most bytes that a file may have; a page need not send more at all. */
  fileBytes: z.int(),
})
export type MeView = z.infer<typeof me>

/** Intuit's metered reads of a month, as far as the workspace minds. */
export const readBudget = z.strictObject({
  /** Null where nobody minds. Intuit counts all companies of one app together. */
  monthlyReads: z.int().min(1).max(1_000_000_000).nullable(),
  /** A person is told at this share of them. */
  alarmPercent: z.int().min(1).max(100),
  /** What Intuit does past it: answers no read (its free tier), or charges. */
  past: z.enum(['refused', 'paid']),
  /** What a thousand reads past it cost, in US dollars; null where nobody said. */
  perThousand: z
    .string()
    .regex(/^\d{1,4}(\.\d{1,2})?$/, 'an amount such as "3.50"')
    .nullable(),
})

export const workspace = z.strictObject({
  id: z.string(),
  name: z.string(),
  zone: z.string(),
  currency: z.string(),
  /** What new schedules start with. */
  defaults,
  /** How every invoice is written and sent, whatever its schedule. */
  billing: billingSettings,
  /** Owner-granted room above the contract sum, in percent. */
  tolerancePercent: z.string(),
  /** Invoices that wait together go to QuickBooks up to thirty in one request, which is a metered one. */
  quickbooksBatch: z.boolean(),
  readBudget,
  /** HubSpot stage ids that count as won; none leaves it to the pipelines' own metadata. */
  wonStages: z.array(z.string()),
  /** By HubSpot pipeline id, the template that its deals get when they are won. */
  pipelineTemplates: z.record(z.string(), z.string()),
  brand,
  /** E-mails that Milepost itself writes. */
  mail: mailSettings,
  /** Whose days off don't count, where business days are counted. */
  calendar,
})
export type WorkspaceView = z.infer<typeof workspace>

const hubspotId = z.string().min(1).max(100)

export const workspacePatch = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  zone: z.string().max(100).optional(),
  defaults: defaultsPatch.optional(),
  /** Fields left out stay as they are; each is replaced whole. */
  billing: billingSettingsPatch.optional(),
  /** Only the owner changes it. */
  tolerancePercent: z
    .string()
    .regex(/^\d{1,2}(\.\d{1,4})?$/)
    .optional(),
  quickbooksBatch: z.boolean().optional(),
  /** Fields left out stay as they are. */
  readBudget: readBudget.partial().optional(),
  wonStages: z.array(hubspotId).max(100).optional(),
  /** Null takes a pipeline's template away; pipelines left out keep theirs. */
  pipelineTemplates: z.record(hubspotId, z.string().max(100).nullable()).optional(),
  /** Fields left out stay as they are. The logo has an address of its own. */
  brand: brandPatch.optional(),
  /** Fields left out stay as they are. */
  mail: mailSettings.partial().optional(),
  calendar: calendar.optional(),
})

/** A deal pipeline of HubSpot, as it is there now. */
export const pipeline = z.strictObject({
  id: z.string(),
  label: z.string(),
  stages: z.array(z.strictObject({ id: z.string(), label: z.string(), won: z.boolean() })),
})
export type PipelineView = z.infer<typeof pipeline>

export const connectionHealth = z.strictObject({
  state: z.enum([
    'disconnected',
    'expired',
    'revoked',
    'suspended',
    'refused',
    'outage',
    'storm',
    'scopes',
    'expires_soon',
    'unrung',
    'slow',
    'well',
  ]),
  title: z.string(),
  detail: z.string(),
  /** Since when; of one that ends soon, when it ends. */
  since: z.string().nullable(),
  button: z.enum(['reconnect', 'try_now', 'status', 'webhooks']).nullable(),
  /** When it is tried again by itself. */
  triesAgainAt: z.string().nullable(),
})

export const connection = z.strictObject({
  vendor: z.enum(['quickbooks', 'hubspot']),
  status: z.enum(['connected', 'needs_reconnect', 'disconnected']),
  /** The company's or portal's own name and id. */
  name: z.string().nullable(),
  externalId: z.string().nullable(),
  since: z.string().nullable(),
  lastCall: z.string().nullable(),
  lastEvent: z.string().nullable(),
  lastRead: z.string().nullable(),
  /** A long reading that is under way: the vendor's name of the list, which of how many it is, and rows so far. */
  reading: z.strictObject({ list: z.string(), step: z.int(), steps: z.int(), rows: z.int() }).nullable(),
  /** Past the month's budget of reads it is read more seldom. */
  slowed: z.boolean(),
  detail: z.string().nullable(),
  /** How the connection is, in words, with the one thing that a person can do about it. */
  health: connectionHealth,
  /** What waits for this vendor. */
  waits: z.strictObject({ invoices: z.int(), money: z.array(money), others: z.int(), deals: z.int() }),
  /** An account that was connected last and not taken, because what is here was read from another. */
  refusedAccount: z.strictObject({ name: z.string(), at: z.string() }).nullable(),
  /** Where the vendor sends its webhooks, and where it says itself how it is. */
  webhookUrl: z.string(),
  statusUrl: z.string(),
  connectUrl: z.string(),
  openUrl: z.string().nullable(),
})
export type ConnectionView = z.infer<typeof connection>

/** A cached master record of QuickBooks: customers, items, terms, tax codes … */
export const master = z.strictObject({
  quickbooksId: z.string(),
  name: z.string(),
  active: z.boolean(),
  detail: z.string().nullable(),
})
export type MasterView = z.infer<typeof master>

/** Why QuickBooks was called. */
export const callReasons = [
  'burst',
  'sweep',
  'check_now',
  'lists',
  'preflight',
  'sending',
  'invoice',
  'catch_up',
  'hours',
  'start_from',
  'connect',
  'other',
] as const
export type CallReason = (typeof callReasons)[number]

/** This month's calls, in the workspace's own days. `metered` counts what Intuit meters: reads that it answered. */
export const usage = z.strictObject({
  month: z.string(),
  today: z.string(),
  lastDay: z.string(),
  metered: z.int(),
  free: z.int(),
  hubspot: z.int(),
  byOperation: z.array(
    z.strictObject({
      vendor: z.enum(['quickbooks', 'hubspot']),
      operation: z.string(),
      calls: z.int(),
      metered: z.boolean(),
    }),
  ),
  /** What spends the metered reads, most first. */
  byReason: z.array(z.strictObject({ reason: z.enum(callReasons), metered: z.int() })),
  /** Metered reads of every day of the month so far. */
  days: z.array(z.strictObject({ day: z.string(), metered: z.int() })),
  /** At the month's end, if each day that is left is like the mean of the whole days it is taken from; null on a first day. */
  forecast: z.strictObject({ reads: z.int(), perDay: z.int(), fromDays: z.int() }).nullable(),
  budget: readBudget,
  state: z.enum(['well', 'near', 'will_pass', 'passed']),
  /** What the forecast costs past the budget, where that is paid for and its price is set. */
  costAhead: money.nullable(),
  /**
   * How all companies of the operator's app stand together against what Intuit grants it; null where the operator has set
   * nothing. No number: it would tell of the others.
   */
  app: z.enum(['well', 'near', 'will_pass', 'passed']).nullable(),
  /** QuickBooks is read more seldom until the month is over. */
  slowed: z.boolean(),
})
export type UsageView = z.infer<typeof usage>

/** The lists of QuickBooks that can be asked for. */
export const masterKinds = [
  'customers',
  'items',
  'terms',
  'tax-codes',
  'classes',
  'locations',
  'accounts',
  'estimates',
  'employees',
  'vendors',
] as const
export type MasterKind = (typeof masterKinds)[number]
