import { limits } from '../../config/limits'
import { askWhoeverSignedOtherSums } from '../change-orders/ask-signers-again'
import type { Clock } from '../clock/clock'
import { type FileStore, filesInDatabase } from '../documents/file-store'
import { thinLedgers } from '../inbox/thin-ledgers'
import { watchBudget } from '../inbox/watch-budget'
import { runMonth } from '../invoices/monthly/run-month'
import { scheduleReminders } from '../invoices/reminders/schedule-reminders'
import type { Database } from '../postgres/database'
import { removeUntouched } from '../schedules/uploads/upload-table'
import { closeUpkeep } from '../tenants/upkeep-table'
import { noticeMonth } from '../writeback/notice-month'
import { noticeOverdue } from '../writeback/notice-overdue'

interface KeepUpParts {
  readonly database: Database
  readonly clock: Clock
  readonly files?: FileStore | undefined
  /** Where failures are told beside the one that is thrown. */
  readonly log?: ((error: unknown, what: string, workspaceId: string) => void) | undefined
}

const sweepFiles = async ({ files, database }: KeepUpParts, workspaceId: string): Promise<void> => {
  await database.inWorkspace(workspaceId, (sql) =>
    removeUntouched(sql, (files ?? filesInDatabase).limits.keptMs),
  )
  await files?.sweep(workspaceId)
}

/**
 * What is done for a workspace because time passes, although nobody rang and whether or not a vendor answers. Each looks
 * for itself what is due, finds nothing most of the time, and may run twice at once: a reading does the same with what it
 * has just read. The ends of approval windows, and the words before them, have their place here.
 */
const steps: readonly ((parts: KeepUpParts, workspaceId: string) => Promise<void>)[] = [
  noticeOverdue,
  noticeMonth,
  scheduleReminders,
  askWhoeverSignedOtherSums,
  runMonth,
  watchBudget,
  thinLedgers,
  sweepFiles,
]

/** Runs every step; one that fails holds up no other. Throws the first failure when all have run. */
export async function keepUp(parts: KeepUpParts, workspaceId: string): Promise<void> {
  const failures: unknown[] = []
  for (const step of steps) {
    await step(parts, workspaceId).catch((error: unknown) => void failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
}

/** The queue's work: keeps one workspace up, and says when to look again; after a failure soon. */
export async function keepUpByClock(
  parts: KeepUpParts & {
    readonly log: (error: unknown, what: string, workspaceId: string) => void
    /** Looks after the connections; answers when there is something to look after again. */
    readonly watch: (workspaceId: string) => Promise<number | null>
  },
  workspaceId: string,
): Promise<void> {
  let againInMs: number = limits.upkeepMs
  await keepUp(parts, workspaceId).catch((error: unknown) => {
    againInMs = limits.upkeepMs / 10
    parts.log(error, 'keeping a workspace up', workspaceId)
  })
  // Last, because a vendor that hangs is waited for.
  await parts.watch(workspaceId).then(
    (inMs) => {
      againInMs = Math.min(againInMs, inMs ?? againInMs)
    },
    (error: unknown) => {
      againInMs = Math.min(againInMs, limits.upkeepMs / 10)
      parts.log(error, 'looking after the connections', workspaceId)
    },
  )
  await parts.database.inWorkspace(workspaceId, (sql) => closeUpkeep(sql, againInMs))
}
