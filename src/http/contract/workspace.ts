import { z } from 'zod'
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
})
export type MeView = z.infer<typeof me>

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
  /** HubSpot stage ids that count as won; none leaves it to the pipelines' own metadata. */
  wonStages: z.array(z.string()),
  /** By HubSpot pipeline id, the template that its deals get when they are won. */
  pipelineTemplates: z.record(z.string(), z.string()),
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
  wonStages: z.array(hubspotId).max(100).optional(),
  /** Null takes a pipeline's template away; pipelines left out keep theirs. */
  pipelineTemplates: z.record(hubspotId, z.string().max(100).nullable()).optional(),
})

/** A deal pipeline of HubSpot, as it is there now. */
export const pipeline = z.strictObject({
  id: z.string(),
  label: z.string(),
  stages: z.array(z.strictObject({ id: z.string(), label: z.string(), won: z.boolean() })),
})
export type PipelineView = z.infer<typeof pipeline>

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
  detail: z.string().nullable(),
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

export const usage = z.strictObject({
  month: z.string(),
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
})

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
