import { DateTime, IANAZone } from 'luxon'
import type { DealPipeline } from '../../../connectors/hubspot/objects'
import { isWon } from '../../deals/deal'
import { record } from '../../history/history-table'
import { lastEventAt } from '../../inbox/inbox-table'
import { readReading } from '../../inbox/reading-table'
import { estimateDetail } from '../../masters/estimate-master'
import { listMasters, type MasterKind, masterKinds, masterReadings } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import { readTemplate } from '../../schedules/keep-templates'
import { refreshAllTriggers } from '../../schedules/refresh-triggers'
import { readConnection, type Vendor } from '../../tenants/connection-table'
import { invalid, notFound } from '../../tenants/refusal'
import { countVendorCalls, lastCallAt } from '../../tenants/vendor-call-table'
import { changeWorkspace, readWorkspace, type Workspace } from '../../tenants/workspace-table'
import { csrfToken } from '../authenticate'
import type { ConnectionView, WorkspaceView } from '../contract/workspace'
import type { Handlers } from '../contract-router'
import { openExternalId } from '../views/vendor-links'
import { type HandlerParts, linksOf } from './handler-parts'

type WorkspaceRoutes =
  | 'readMe'
  | 'readWorkspace'
  | 'changeWorkspace'
  | 'listMasters'
  | 'listPipelines'
  | 'checkNow'
  | 'listConnections'
  | 'disconnect'
  | 'readUsage'

const isVendor = (text: string | undefined): text is Vendor => text === 'quickbooks' || text === 'hubspot'
const isKind = (text: string | undefined): text is MasterKind => masterKinds.some((kind) => kind === text)

export function workspaceHandlers(parts: HandlerParts): Pick<Handlers, WorkspaceRoutes> {
  const connection = async (sql: Sql, workspaceId: string, vendor: Vendor): Promise<ConnectionView> => {
    const held = await readConnection(sql, vendor)
    const links = await linksOf(parts, sql, workspaceId)
    const reading = await readReading(sql, vendor)
    const iso = (at: Date | null | undefined) => at?.toISOString() ?? null
    return {
      vendor,
      status: held?.status ?? 'disconnected',
      name: held?.name ?? null,
      externalId: openExternalId(parts.sealer, workspaceId, vendor, held),
      since: iso(held?.connectedAt),
      lastCall: iso(await lastCallAt(sql, vendor)),
      lastEvent: iso(await lastEventAt(sql, vendor)),
      lastRead: iso(reading.readAt),
      detail: held?.statusDetail ?? null,
      connectUrl: `/oauth/${vendor}/start`,
      openUrl: held?.status === 'connected' && vendor === 'quickbooks' ? links.invoice('') : null,
    }
  }
  return {
    readMe: {
      async run(sql, { caller }) {
        const workspace = await readWorkspace(sql)
        return {
          value: {
            workspaceId: caller.workspaceId,
            name: caller.actor.who,
            email: caller.email,
            role: caller.actor.role,
            workspace: workspace.name,
            csrf: caller.session === null ? null : csrfToken(caller.session),
            now: parts.clock.now().toISOString(),
          },
        }
      },
    },
    readWorkspace: {
      async run(sql) {
        return { value: workspaceView(await readWorkspace(sql)) }
      },
    },
    changeWorkspace: {
      async run(sql, { body, caller }) {
        const before = await readWorkspace(sql)
        if (body.zone !== undefined && !IANAZone.isValidZone(body.zone)) {
          throw invalid([{ pointer: '/zone', detail: 'Give an IANA zone such as “Europe/Berlin”.' }])
        }
        const given = Object.fromEntries(
          Object.entries(body.defaults ?? {}).filter(([, value]) => value !== undefined),
        )
        const after: Workspace = {
          ...before,
          name: body.name ?? before.name,
          zone: body.zone ?? before.zone,
          settings: {
            ...before.settings,
            ...given,
            tolerancePercent: body.tolerancePercent ?? before.settings.tolerancePercent,
            wonStages: body.wonStages ?? before.settings.wonStages,
            pipelineTemplates: await pipelineTemplates(sql, before, body.pipelineTemplates ?? {}),
          },
        }
        await changeWorkspace(sql, after)
        if (after.zone !== before.zone) await refreshAllTriggers(sql)
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
    listMasters: {
      async before({ caller, params }) {
        if (!isKind(params['kind'])) throw notFound('list')
        await parts.refreshMasters(caller.workspaceId, params['kind'])
      },
      async run(sql, { params, query }) {
        const kind = params['kind']
        if (!isKind(kind)) throw notFound('list')
        const masters = await listMasters(sql, kind, query.search)
        const { currency } = await readWorkspace(sql)
        return {
          value: {
            items: masters.map((master) => ({
              quickbooksId: master.quickbooksId,
              name: master.name,
              active: master.active,
              detail: kind === 'estimates' ? estimateDetail(master, currency) : null,
            })),
            next: null,
            readAt: (await masterReadings(sql)).get(kind)?.readAt.toISOString() ?? null,
          },
        }
      },
    },
    listPipelines: pipelinesHandler(parts),
    checkNow: checkNowHandler(parts),
    listConnections: {
      async run(sql, { caller }) {
        return {
          value: {
            items: [
              await connection(sql, caller.workspaceId, 'quickbooks'),
              await connection(sql, caller.workspaceId, 'hubspot'),
            ],
            next: null,
          },
        }
      },
    },
    disconnect: {
      async before({ caller, params }) {
        if (!isVendor(params['vendor'])) throw notFound('vendor')
        await parts.disconnect(caller.workspaceId, params['vendor'])
      },
      async run(sql, { caller, params }) {
        const vendor = params['vendor']
        if (!isVendor(vendor)) throw notFound('vendor')
        await record(sql, caller.actor, [
          { what: `Disconnected ${vendor === 'quickbooks' ? 'QuickBooks' : 'HubSpot'}` },
        ])
        return { value: await connection(sql, caller.workspaceId, vendor) }
      },
    },
    readUsage: {
      async run(sql) {
        const workspace = await readWorkspace(sql)
        const start = DateTime.fromJSDate(parts.clock.now(), { zone: workspace.zone }).startOf('month')
        const counts = await countVendorCalls(sql, start.toJSDate())
        const sum = (list: typeof counts) => list.reduce((all, count) => all + count.calls, 0)
        const quickbooks = counts.filter((count) => count.vendor === 'quickbooks')
        return {
          value: {
            month: start.toFormat('yyyy-MM'),
            metered: sum(quickbooks.filter((count) => count.metered)),
            free: sum(quickbooks.filter((count) => !count.metered)),
            hubspot: sum(counts.filter((count) => count.vendor === 'hubspot')),
            byOperation: counts.map(({ vendor, operation, calls, metered }) => ({
              vendor,
              operation,
              calls,
              metered,
            })),
          },
        }
      },
    },
  }
}

/** HubSpot is asked each time: an owner who sets this up has just arranged the pipelines there. */
function pipelinesHandler(parts: HandlerParts): Handlers['listPipelines'] {
  const found = new WeakMap<object, readonly DealPipeline[]>()
  return {
    async before(asked) {
      found.set(asked, await parts.readPipelines(asked.caller.workspaceId))
    },
    async run(sql, asked) {
      const { settings } = await readWorkspace(sql)
      const items = (found.get(asked) ?? []).map((pipeline) => ({
        id: pipeline.id,
        label: pipeline.label,
        stages: pipeline.stages.map((stage) => ({
          id: stage.id,
          label: stage.label,
          won: isWon(pipeline, stage, settings.wonStages),
        })),
      }))
      return { value: { items, next: null } }
    },
  }
}

/** Reading takes as long as the vendors do, so it runs before the transaction that answers. */
function checkNowHandler(parts: HandlerParts): Handlers['checkNow'] {
  const found = new WeakMap<object, { documents: number; deals: number }>()
  return {
    async before(asked) {
      found.set(asked, await parts.checkNow(asked.caller.workspaceId))
    },
    async run(_sql, asked) {
      const { documents, deals } = found.get(asked) ?? { documents: 0, deals: 0 }
      return { value: { documents, deals } }
    },
  }
}

/** The pipelines' templates after a change. Refuses a template that there is not. */
async function pipelineTemplates(
  sql: Sql,
  { settings }: Workspace,
  given: Readonly<Record<string, string | null>>,
): Promise<Record<string, string>> {
  const kept: Record<string, string> = { ...settings.pipelineTemplates }
  for (const [pipelineId, templateId] of Object.entries(given)) {
    if (templateId === null) delete kept[pipelineId]
    else if (await readTemplate(sql, templateId)) kept[pipelineId] = templateId
    else
      throw invalid([{ pointer: `/pipelineTemplates/${pipelineId}`, detail: 'There is no such template.' }])
  }
  return kept
}

function workspaceView(workspace: Workspace): WorkspaceView {
  const { delivery, netDays, itemId, taxCode, tolerancePercent, wonStages, pipelineTemplates } =
    workspace.settings
  return {
    id: workspace.workspaceId,
    name: workspace.name,
    zone: workspace.zone,
    currency: workspace.currency,
    defaults: { delivery, netDays, itemId, taxCode },
    tolerancePercent,
    wonStages: [...wonStages],
    pipelineTemplates: { ...pipelineTemplates },
  }
}
