import { listEvidence } from '../../documents/file-table'
import { usesAmong } from '../../documents/file-use-table'
import { readMilestoneFiles } from '../../invoices/attachments/read-attachments'
import type { Sql } from '../../postgres/database'
import { assignEvidence } from '../../schedules/assign-evidence'
import { attachEvidence } from '../../schedules/attach-evidence'
import { whyKept } from '../../schedules/delete-file'
import { evidenceStaysBecause } from '../../schedules/evidence'
import type { Milestone } from '../../schedules/milestone'
import { readMilestone } from '../../schedules/milestone-table'
import { removeEvidence } from '../../schedules/remove-evidence'
import { readSchedule } from '../../schedules/schedule-table'
import { notFound } from '../../tenants/refusal'
import type { FileView } from '../contract/document'
import type { Handlers } from '../contract-router'
import { issueTicket } from '../evidence-ticket'
import { attachmentsView } from '../views/attachment-view'
import { fileView } from '../views/document-view'
import { bringFile, filesOf, type HandlerParts, paged, pageOf } from './handler-parts'

type EvidenceRoutes =
  | 'attachEvidence'
  | 'listEvidence'
  | 'assignEvidence'
  | 'removeEvidence'
  | 'issueEvidenceTicket'
  | 'readAttachments'

export function evidenceHandlers(parts: HandlerParts): Pick<Handlers, EvidenceRoutes> {
  return {
    attachEvidence: {
      before: ({ caller, body }) => bringFile(parts, caller.workspaceId, body.file),
      async run(sql, { params, body, caller }) {
        const milestoneId = params['id'] ?? ''
        const file = await attachEvidence(sql, caller.actor, filesOf(parts).at(sql), {
          milestoneId,
          note: body.note || null,
          item: body.item ?? null,
          name: body.file.name,
          bytes: body.file.bytes,
        })
        const [view] = await views(sql, await milestoneOf(sql, milestoneId), [file])
        if (!view) throw notFound('file')
        return { value: view }
      },
    },
    listEvidence: {
      async run(sql, { params, query }) {
        const milestone = await milestoneOf(sql, params['id'] ?? '')
        const page = pageOf(query)
        const found = await listEvidence(sql, [milestone.milestoneId], {
          limit: page.limit + 1,
          offset: page.offset,
        })
        const { items, next } = paged(found, page)
        return { value: { items: await views(sql, milestone, items), next } }
      },
    },
    assignEvidence: {
      async run(sql, { params, body, caller }) {
        const milestoneId = params['id'] ?? ''
        const file = await assignEvidence(sql, caller.actor, {
          milestoneId,
          fileId: params['fileId'] ?? '',
          item: body.item,
        })
        const [view] = await views(sql, await milestoneOf(sql, milestoneId), [file])
        if (!view) throw notFound('file')
        return { value: view }
      },
    },
    issueEvidenceTicket: {
      async run(sql, { params, caller }) {
        const { milestoneId } = await milestoneOf(sql, params['id'] ?? '')
        const { workspaceId, actor } = caller
        const { text, expiresAt } = issueTicket(parts, 'ticket', {
          workspaceId,
          milestoneId,
          personId: actor.personId,
        })
        const url = `${parts.publicUrl}/hubspot/evidence?ticket=${text}`
        return { value: { url, expiresAt: expiresAt.toISOString() } }
      },
    },
    removeEvidence: {
      async run(sql, { params, caller }) {
        await removeEvidence(sql, caller.actor, filesOf(parts).at(sql), {
          milestoneId: params['id'] ?? '',
          fileId: params['fileId'] ?? '',
        })
        return { value: {} }
      },
    },
    readAttachments: {
      async run(sql, { params }) {
        const milestone = await milestoneOf(sql, params['id'] ?? '')
        const schedule = await readSchedule(sql, milestone.scheduleId)
        if (!schedule) throw notFound('milestone')
        return { value: attachmentsView(await readMilestoneFiles(sql, schedule, milestone)) }
      },
    },
  }
}

async function milestoneOf(sql: Sql, milestoneId: string): Promise<Milestone> {
  const milestone = await readMilestone(sql, milestoneId)
  if (!milestone) throw notFound('milestone')
  return milestone
}

/** Evidence with the reasons why each is kept. */
async function views(
  sql: Sql,
  milestone: Milestone,
  files: Parameters<typeof fileView>[0][],
): Promise<FileView[]> {
  const uses = await usesAmong(
    sql,
    files.map((file) => file.fileId),
    'decision',
  )
  const locked = evidenceStaysBecause(milestone)
  return files.map((file) => fileView(file, locked ?? whyKept(file, uses.get(file.fileId) ?? [], 0)))
}
