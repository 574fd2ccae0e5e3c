import type { DealPipeline } from '../../../connectors/hubspot/objects'
import { isWon } from '../../deals/deal'
import { record } from '../../history/history-table'
import { estimateDetail } from '../../masters/estimate-master'
import { listMasters, type MasterKind, masterKinds, masterReadings } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import { mayAct } from '../../tenants/actor'
import type { Vendor } from '../../tenants/connection-table'
import { notFound } from '../../tenants/refusal'
import { readWorkspace } from '../../tenants/workspace-table'
import { csrfToken } from '../authenticate'
import type { ConnectionView } from '../contract/workspace'
import type { Handlers } from '../contract-router'
import { connectionView } from '../views/connection-view'
import { filesOf, type HandlerParts } from './handler-parts'

type WorkspaceRoutes =
  | 'readMe'
  | 'listMasters'
  | 'listPipelines'
  | 'checkNow'
  | 'listConnections'
  | 'tryConnection'
  | 'disconnect'

const isVendor = (text: string | undefined): text is Vendor => text === 'quickbooks' || text === 'hubspot'
const isKind = (text: string | undefined): text is MasterKind => masterKinds.some((kind) => kind === text)

export function workspaceHandlers(parts: HandlerParts): Pick<Handlers, WorkspaceRoutes> {
  const connection = async (sql: Sql, workspaceId: string, vendor: Vendor): Promise<ConnectionView> =>
    connectionView(parts, sql, workspaceId, vendor)
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
            bookkeeps: mayAct(caller.actor, workspace.settings.bookkeepingBy),
            workspace: workspace.name,
            csrf: caller.session === null ? null : csrfToken(caller.session),
            now: parts.clock.now().toISOString(),
            zone: workspace.zone,
            fileBytes: filesOf(parts).limits.fileBytes,
          },
        }
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
    tryConnection: {
      async before({ caller, params }) {
        if (!isVendor(params['vendor'])) throw notFound('vendor')
        await parts.tryVendor(caller.workspaceId, params['vendor'])
      },
      async run(sql, { caller, params }) {
        if (!isVendor(params['vendor'])) throw notFound('vendor')
        return { value: await connection(sql, caller.workspaceId, params['vendor']) }
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
