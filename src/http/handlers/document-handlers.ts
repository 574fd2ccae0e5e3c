import { sentWithoutAcceptance } from '../../approvals/decision-table'
import { readDeal } from '../../deals/deal-table'
import type { StoredFile } from '../../documents/file'
import { listFiles, readFile } from '../../documents/file-table'
import { usesAmong } from '../../documents/file-use-table'
import { firstEntryAt, readHead } from '../../history/history-table'
import { verifyHistory } from '../../history/verify-history'
import type { Sql } from '../../postgres/database'
import { checksAmong } from '../../schedules/agreement-check-table'
import { attachFile } from '../../schedules/attach-file'
import { checkAgreement, uncheckAgreement } from '../../schedules/check-agreement'
import { deleteFile, whyKept } from '../../schedules/delete-file'
import { readMilestones } from '../../schedules/milestone-table'
import { withdrawAcceptance } from '../../schedules/withdraw-acceptance'
import { notFound } from '../../tenants/refusal'
import type { FileView } from '../contract/document'
import type { Handlers } from '../contract-router'
import { loadFile } from '../load-file'
import { checkPreview, framedPdf } from '../preview-file'
import { showThumbnail } from '../show-thumbnail'
import { scheduleView } from '../views/deal-view'
import { fileView } from '../views/document-view'
import { bringFile, filesOf, type HandlerParts, paged, pageOf } from './handler-parts'
import { showMilestone } from './milestone-handlers'

type DocumentRoutes =
  | 'attachFile'
  | 'listFiles'
  | 'readFile'
  | 'previewFile'
  | 'readThumbnail'
  | 'deleteFile'
  | 'checkAgreement'
  | 'uncheckAgreement'
  | 'withdrawAcceptance'
  | 'verifyHistory'

export function documentHandlers(parts: HandlerParts): Pick<Handlers, DocumentRoutes> {
  const loaded = new WeakMap<object, StoredFile & { bytes: Uint8Array<ArrayBuffer> }>()
  return {
    attachFile: {
      async before({ caller, params, body }) {
        await parts.learnDeal(caller.workspaceId, params['dealId'] ?? '')
        await bringFile(parts, caller.workspaceId, body.file)
      },
      async run(sql, { params, body, caller }) {
        const file = await attachFile(sql, caller.actor, filesOf(parts).at(sql), {
          dealId: params['dealId'] ?? '',
          kind: body.kind,
          note: body.note || null,
          name: body.file.name,
          bytes: body.file.bytes,
        })
        const [view] = await views(sql, [file])
        if (!view) throw notFound('file')
        return { value: view }
      },
    },
    listFiles: {
      async run(sql, { params, query }) {
        const deal = await readDeal(sql, params['dealId'] ?? '')
        if (!deal) throw notFound('deal')
        const page = pageOf(query)
        const found = await listFiles(sql, deal.dealId, { limit: page.limit + 1, offset: page.offset })
        const { items, next } = paged(found, page)
        return { value: { items: await views(sql, items), next } }
      },
    },
    readFile: {
      async before(asked) {
        loaded.set(asked, await loadFile(parts, asked.caller.workspaceId, asked.params['id'] ?? ''))
      },
      async run(_sql, asked) {
        const file = loaded.get(asked)
        if (!file) throw notFound('file')
        const { name, type, bytes, inline } = file
        return { value: { name, type, bytes, inline } }
      },
    },
    previewFile: {
      async before(asked) {
        const file = await loadFile(parts, asked.caller.workspaceId, asked.params['id'] ?? '')
        loaded.set(asked, checkPreview(file))
      },
      async run(_sql, asked) {
        const file = loaded.get(asked)
        if (!file) throw notFound('file')
        return { value: framedPdf(file) }
      },
    },
    readThumbnail: {
      async before({ caller, params }) {
        await parts.makeThumbnail(caller.workspaceId, params['id'] ?? '')
      },
      async run(sql, { params }) {
        const file = await readFile(sql, params['id'] ?? '')
        if (!file) throw notFound('file')
        return { value: await showThumbnail(sql, file) }
      },
    },
    deleteFile: {
      async run(sql, { params, caller }) {
        await deleteFile(sql, caller.actor, filesOf(parts).at(sql), params['id'] ?? '')
        return { value: {} }
      },
    },
    checkAgreement: {
      async run(sql, { params, body, caller }) {
        const milestoneId = params['id'] ?? ''
        await checkAgreement(sql, caller.actor, {
          milestoneId,
          fileId: body.fileId,
          place: body.where || null,
          note: body.note || null,
        })
        return showMilestone(parts, sql, caller, milestoneId)
      },
    },
    uncheckAgreement: {
      async run(sql, { params, caller }) {
        const milestoneId = params['id'] ?? ''
        await uncheckAgreement(sql, caller.actor, { milestoneId })
        return showMilestone(parts, sql, caller, milestoneId)
      },
    },
    withdrawAcceptance: {
      async run(sql, { params, body, caller, ifVersion }) {
        const schedule = await withdrawAcceptance(sql, caller.actor, {
          dealId: params['dealId'] ?? '',
          reason: body.reason,
          ifVersion,
        })
        return {
          value: scheduleView(schedule, await readMilestones(sql, [schedule.scheduleId])),
          version: schedule.version,
        }
      },
    },
    verifyHistory: {
      async run(sql) {
        const { entries, brokenAt } = await verifyHistory(sql)
        const { hash } = await readHead(sql)
        const since = await firstEntryAt(sql)
        return {
          value: {
            whole: brokenAt === null,
            entries: Number(entries),
            brokenAt: brokenAt === null ? null : Number(brokenAt),
            since: since?.toISOString() ?? null,
            seal: hash === '' ? null : hash,
          },
        }
      },
    },
  }
}

/** Files with the reasons why each is kept. */
async function views(sql: Sql, files: Parameters<typeof fileView>[0][]): Promise<FileView[]> {
  const ids = files.map((file) => file.fileId)
  const uses = await usesAmong(sql, ids)
  const checks = await checksAmong(sql, ids)
  const unaccepted = await sentWithoutAcceptance(sql, ids)
  return files.map((file) => {
    const kept = whyKept(file, uses.get(file.fileId) ?? [], checks.get(file.fileId) ?? 0)
    // What accepted nothing signs nothing off.
    return fileView(unaccepted.has(file.fileId) ? { ...file, kind: 'other' } : file, kept)
  })
}
