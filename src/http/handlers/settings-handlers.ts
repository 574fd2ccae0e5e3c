import { IANAZone } from 'luxon'
import type { z } from 'zod'
import { knownCountries } from '../../clock/business-days'
import { record } from '../../history/history-table'
import { fitsLinkBack } from '../../invoices/composing/link-back'
import { type Chosen, checkChosen } from '../../masters/check-chosen'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { readTemplate } from '../../schedules/keep-templates'
import { refreshAllTriggers } from '../../schedules/refresh-triggers'
import { sameContent } from '../../schedules/same-content'
import type { Actor } from '../../tenants/actor'
import { patternTrouble } from '../../tenants/document-number'
import { type FieldError, invalid, Refusal } from '../../tenants/refusal'
import type { WorkspaceSettings } from '../../tenants/workspace-settings'
import { changeWorkspace, lockWorkspace, readWorkspace, type Workspace } from '../../tenants/workspace-table'
import { monthlyProperties } from '../../writeback/deal-properties'
import { listExpecting } from '../../writeback/expected-table'
import type { workspacePatch } from '../contract/workspace'
import type { Handlers } from '../contract-router'
import { workspaceView } from '../views/workspace-view'
import type { HandlerParts } from './handler-parts'
import { type LogoRoutes, logoHandlers } from './logo-handlers'

type Patch = z.output<typeof workspacePatch>

/** Reading and changing what the workspace's owner and admins set. */
export function settingsHandlers({
  publicUrl,
  drawLogo,
}: Pick<HandlerParts, 'publicUrl' | 'drawLogo'>): Pick<
  Handlers,
  'readWorkspace' | 'changeWorkspace' | LogoRoutes
> {
  return {
    ...logoHandlers(drawLogo),
    readWorkspace: {
      async run(sql) {
        return { value: workspaceView(await readWorkspace(sql)) }
      },
    },
    changeWorkspace: {
      async run(sql, { body, caller }) {
        const before = await lockWorkspace(sql)
        checkTolerance(caller.actor, before, body)
        const errors = [
          ...wordErrors(body),
          ...linkErrors(body, publicUrl),
          ...(await checkChosen(sql, chosenIn(body))),
        ]
        if (errors.length > 0) throw invalid(errors)
        const after: Workspace = {
          ...before,
          name: body.name ?? before.name,
          zone: body.zone ?? before.zone,
          settings: {
            ...changedSettings(before.settings, body, publicUrl),
            pipelineTemplates: await pipelineTemplates(sql, before, body.pipelineTemplates ?? {}),
          },
        }
        await changeWorkspace(sql, after)
        if (after.zone !== before.zone) await refreshAllTriggers(sql)
        if (expectsOtherwise(before, after)) await markDirty(sql, await listExpecting(sql, monthlyProperties))
        await record(sql, caller.actor, [
          {
            what: 'Changed the workspace settings',
            before: workspaceView(before),
            after: workspaceView(after),
          },
        ])
        return { value: workspaceView(after) }
      },
    },
  }
}

/** Whether money of invoices that are not made yet is expected on other days. */
const expectsOtherwise = (before: Workspace, after: Workspace): boolean =>
  after.zone !== before.zone ||
  (['netDays', 'termsId', 'cadence'] as const).some(
    (name) => !sameContent(before.settings[name], after.settings[name]),
  )

/** A form sends back what it read: the same number is no change, however it is written. */
function checkTolerance(actor: Actor, { settings }: Workspace, { tolerancePercent }: Patch): void {
  if (tolerancePercent === undefined || actor.role === 'owner') return
  if (Number(tolerancePercent) === Number(settings.tolerancePercent)) return
  throw new Refusal(
    403,
    'forbidden',
    `How far billing may go over a contract is for the owner to say. You are ${actor.role}. Nothing was changed.`,
  )
}

/** What the shapes alone can't say. */
function wordErrors({ zone, defaults, billing, calendar }: Patch): FieldError[] {
  const errors: FieldError[] = []
  if (zone !== undefined && !IANAZone.isValidZone(zone))
    errors.push({ pointer: '/zone', detail: 'Give an IANA zone such as “Europe/Berlin”.' })
  if (typeof defaults?.netDays === 'number' && typeof defaults.termsId === 'string')
    errors.push({ pointer: '/defaults/termsId', detail: 'Choose terms of QuickBooks or days, not both.' })
  errors.push(...calendarErrors(calendar))
  if (billing?.numbering?.by === 'pattern') {
    const trouble = patternTrouble(billing.numbering.pattern)
    if (trouble !== null) errors.push({ pointer: '/billing/numbering/pattern', detail: trouble })
  }
  return errors
}

/** A country without known holidays would count every day as one to answer on. */
function calendarErrors(calendar: Patch['calendar']): FieldError[] {
  if (!calendar) return []
  const { country, region } = calendar
  const known = country === null ? undefined : knownCountries().find(({ code }) => code === country)
  if (country !== null && !known)
    return [{ pointer: '/calendar/country', detail: 'No holidays are known of this country.' }]
  if (region !== null && !known?.regions.some(({ code }) => code === region))
    return [{ pointer: '/calendar/region', detail: 'There is no such region of this country.' }]
  return []
}

/** An address that QuickBooks would cut is no link. */
const linkErrors = ({ billing }: Patch, publicUrl: string): FieldError[] =>
  billing?.linkField && !fitsLinkBack(publicUrl)
    ? [
        {
          pointer: '/billing/linkField',
          detail: `QuickBooks keeps 31 characters of a custom field; a deal’s address under ${publicUrl} is longer.`,
        },
      ]
    : []

/** Every record of QuickBooks that a change names. `TAX` and `NON` are in no list. */
function chosenIn({ defaults = {}, billing = {} }: Patch): Chosen[] {
  const named: [string, Chosen['kind'], string | null | undefined][] = [
    ['/defaults/itemId', 'items', defaults.itemId],
    ['/defaults/taxCode', 'tax-codes', defaults.taxCode],
    ['/defaults/termsId', 'terms', defaults.termsId],
    ['/defaults/classId', 'classes', defaults.classId],
    ['/defaults/locationId', 'locations', defaults.locationId],
    ['/billing/retainageItemId', 'items', billing.retainageItemId],
    ['/billing/depositItemId', 'items', billing.depositItemId],
    ['/billing/hoursItemId', 'items', billing.hoursItemId],
    ['/billing/costsItemId', 'items', billing.costsItemId],
    ['/billing/retainageTaxCode', 'tax-codes', billing.retainageTaxCode],
    ['/billing/depositTaxCode', 'tax-codes', billing.depositTaxCode],
    ['/billing/hoursTaxCode', 'tax-codes', billing.hoursTaxCode],
    ['/billing/costsTaxCode', 'tax-codes', billing.costsTaxCode],
  ]
  return named.flatMap(([pointer, kind, id]) =>
    typeof id === 'string' && /^\d+$/.test(id) ? [{ pointer, kind, id }] : [],
  )
}

/** The fields that a checked body says anything about. */
const said = (patch: object) =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))

function changedSettings(before: WorkspaceSettings, body: Patch, publicUrl: string): WorkspaceSettings {
  const { defaults = {}, billing: { linkField, ...billing } = {} } = body
  return {
    ...before,
    // Terms and days are two ways to say one thing: the one that is said now holds.
    ...(typeof defaults.termsId === 'string' && { netDays: null }),
    ...(typeof defaults.netDays === 'number' && { termsId: null }),
    ...said(defaults),
    ...said(billing),
    ...(linkField !== undefined && { linkField: linkField && { ...linkField, publicUrl } }),
    tolerancePercent: body.tolerancePercent ?? before.tolerancePercent,
    quickbooksBatch: body.quickbooksBatch ?? before.quickbooksBatch,
    readBudget: { ...before.readBudget, ...said(body.readBudget ?? {}) },
    wonStages: body.wonStages ?? before.wonStages,
    brand: { ...before.brand, ...said(body.brand ?? {}) },
    mail: { ...before.mail, ...said(body.mail ?? {}) },
    calendar: body.calendar ?? before.calendar,
  }
}

/** The pipelines' templates after a change. Refuses a template that there is not. */
async function pipelineTemplates(
  sql: Sql,
  { settings }: Workspace,
  changes: Readonly<Record<string, string | null>>,
): Promise<Record<string, string>> {
  const kept: Record<string, string> = { ...settings.pipelineTemplates }
  for (const [pipelineId, templateId] of Object.entries(changes)) {
    if (templateId === null) delete kept[pipelineId]
    else if (await readTemplate(sql, templateId)) kept[pipelineId] = templateId
    else
      throw invalid([{ pointer: `/pipelineTemplates/${pipelineId}`, detail: 'There is no such template.' }])
  }
  return kept
}
