import { raiseAttention } from '../../attention/attention-table'
import type { Database, Sql } from '../../postgres/database'
import { lockFor } from '../../schedules/change-milestone'
import { Refusal } from '../../tenants/refusal'
import type { DecideParts } from '../after-approval'
import { readDecisions } from '../decision-table'
import { remindByMail } from '../mails/ask-by-mail'
import { waitingFor } from '../round'
import { readRound } from '../round-table'
import { endWindow } from './accept-by-silence'
import { isOver, reminderDue, waitingCause } from './answer-window'
import { dueRounds, readWindows } from './answer-window-table'
import { putOffWindow, refreshWindow } from './refresh-window'

export interface WindowParts extends DecideParts {
  readonly database: Database
  /** Makes sure that what a milestone's invoice refers to is known; what is missing then is said where the invoice would be. */
  readonly learnBillingFacts: (workspaceId: string, milestoneId: string) => Promise<void>
}

const AT_ONCE = 50
/** How soon an end that was refused is tried again: the contract may have been raised meanwhile. */
const TRY_AGAIN_MS = 60 * 60 * 1_000

/**
 * Reminds whoever has not answered, and ends the windows whose time is over. Everything is looked at again under the
 * schedule's lock, so that it happens once, however many look and however late; an answer that came first counts.
 */
export async function watchWindows(parts: WindowParts, workspaceId: string): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const due = await within((sql) => dueRounds(sql, AT_ONCE))
  for (const { roundId, milestoneId } of due) {
    await parts.learnBillingFacts(workspaceId, milestoneId)
    try {
      await within((sql) => act(sql, parts, roundId, milestoneId))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      await within((sql) => putOff(sql, parts, roundId, milestoneId, error))
    }
  }
}

async function act(sql: Sql, parts: WindowParts, roundId: string, milestoneId: string): Promise<void> {
  const { milestone, schedule } = await lockFor(sql, milestoneId)
  const round = await readRound(sql, roundId)
  if (round?.state !== 'open') return
  const now = parts.clock.now()
  if (round.endsAt !== null && isOver(round.endsAt, now)) {
    return endWindow(sql, parts, { schedule, milestone, round })
  }
  const decisions = (await readDecisions(sql, [roundId])).get(roundId) ?? []
  const windows = await readWindows(sql, [roundId])
  for (const approver of waitingFor(round, decisions)) {
    const window = windows.find(({ approverId }) => approverId === approver.id)
    const occasion = window && reminderDue(window, now)
    if (occasion) await remindByMail(sql, schedule.dealId, round, approver, occasion)
  }
  await refreshWindow(sql, round, now)
}

/** What billing refuses is told to people, and tried again; nothing of it is accepted meanwhile. */
async function putOff(
  sql: Sql,
  parts: WindowParts,
  roundId: string,
  milestoneId: string,
  refusal: Refusal,
): Promise<void> {
  if (refusal.code === 'not_found') return
  const { milestone, schedule } = await lockFor(sql, milestoneId)
  const round = await readRound(sql, roundId)
  if (round?.state !== 'open') return
  await putOffWindow(sql, parts.clock, round, TRY_AGAIN_MS)
  await raiseAttention(sql, {
    cause: waitingCause(round),
    kind: 'approval_waiting',
    dealId: schedule.dealId,
    milestoneId,
    title: `“${milestone.name}” would be accepted by silence, but it can't be billed`,
    detail: `${refusal.message} It is tried again every hour.`,
    actions: [{ action: 'leave', label: 'Leave it' }],
    amountMinor: milestone.amountMinor,
    currency: schedule.currency,
  })
}
