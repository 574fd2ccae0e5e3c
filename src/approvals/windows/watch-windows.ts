import { type AttentionItem, endAttentions, raiseAttention } from '../../attention/attention-table'
import { readPresence } from '../../deals/deal-table'
import { record } from '../../history/history-table'
import type { Database, Sql } from '../../postgres/database'
import { lockFor } from '../../schedules/change-milestone'
import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import { program } from '../../tenants/actor'
import { Refusal } from '../../tenants/refusal'
import type { DecideParts } from '../after-approval'
import { readDecisions } from '../decision-table'
import { remindByMail } from '../mails/ask-by-mail'
import { waitingFor } from '../round'
import { readRound } from '../round-table'
import { endWindow } from './accept-by-silence'
import { isAnswerUnderWay } from './answer-under-way'
import { haltedCause, isOver, reminderDue, roundEnd, waitingCause } from './answer-window'
import { dueRounds, readWindows } from './answer-window-table'
import { checkSilence } from './check-silence'
import { offerTime } from './offer-time'
import { putOffWindow, refreshWindow } from './refresh-window'

export interface WindowParts extends DecideParts {
  readonly database: Database
  /** Makes sure that what a milestone's invoice refers to is known; what is missing then is said where the invoice would be. */
  readonly learnBillingFacts: (workspaceId: string, milestoneId: string) => Promise<void>
  readonly log: (error: unknown, what: string, workspaceId: string) => void
}

const us = program('silence')
const AT_ONCE = 50
/** How soon what can't be done now is tried again. */
const TRY_AGAIN_MS = 60 * 60 * 1_000
/** How soon it is looked again whether an answer that came in time is through. */
const LOOK_AGAIN_MS = 1_000

/**
 * Reminds whoever has not answered, and ends the windows whose time is over. Everything is looked at again under the
 * schedule's lock, so that it happens once, however many look and however late; an answer that came first counts. One round
 * that can't be dealt with is put off, told to people, and holds up no other.
 */
export async function watchWindows(parts: WindowParts, workspaceId: string): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const due = await within((sql) => dueRounds(sql, AT_ONCE))
  for (const { roundId, milestoneId } of due) {
    try {
      await parts.learnBillingFacts(workspaceId, milestoneId)
      await within((sql) => act(sql, parts, roundId, milestoneId))
    } catch (error) {
      if (!(error instanceof Refusal))
        parts.log(error, `watching the time to answer of round ${roundId}`, workspaceId)
      await within((sql) => putOff(sql, parts, roundId, milestoneId, error)).catch((again: unknown) =>
        parts.log(again, `putting round ${roundId} off`, workspaceId),
      )
    }
  }
}

async function act(sql: Sql, parts: WindowParts, roundId: string, milestoneId: string): Promise<void> {
  const { milestone, schedule } = await lockFor(sql, milestoneId)
  const round = await readRound(sql, roundId)
  if (round?.state !== 'open') return
  if ((await readPresence(sql, schedule.dealId)).archived) {
    await putOffWindow(sql, parts.clock, roundId, TRY_AGAIN_MS)
    return ask(sql, haltedCause({ roundId }), schedule, milestone, {
      title: `Nobody can answer about “${milestone.name}”`,
      detail:
        'The deal was deleted in HubSpot, or went into another one, so the client’s page opens nothing. Nobody is reminded, and ' +
        'silence accepts nothing. Once the deal is restored everybody has their time anew.',
    })
  }
  const now = parts.clock.now()
  const given = await offerTime(sql, { schedule, milestone, round }, now)
  const over = given.length > 0 ? [haltedCause(round), waitingCause(round)] : [haltedCause(round)]
  await endAttentions(sql, over, us.who, 'the time goes on')
  const decisions = (await readDecisions(sql, [roundId])).get(roundId) ?? []
  const endsAt = roundEnd(round, decisions, await readWindows(sql, [roundId]))
  const reviewed = { schedule, milestone, round: { ...round, endsAt } }
  const isEnd = endsAt !== null && isOver(endsAt, now)
  if (isEnd && (await isAnswerUnderWay(sql, milestoneId, endsAt)))
    return putOffWindow(sql, parts.clock, roundId, LOOK_AGAIN_MS)
  const held = isEnd ? await checkSilence(sql, parts.clock, reviewed, now) : null
  if (isEnd && held === null) return endWindow(sql, parts, reviewed)
  const windows = await readWindows(sql, [roundId])
  for (const approver of waitingFor(round, decisions)) {
    const window = windows.find(({ approverId }) => approverId === approver.id)
    const occasion = window && reminderDue(window, now)
    if (window && occasion) await remindByMail(sql, schedule.dealId, round, approver, window, occasion)
  }
  await refreshWindow(sql, round, now)
  const told = [...given, ...(held ?? [])]
  if (told.length > 0) await record(sql, us, told)
}

/** What billing refuses, or what broke, is told to people, and tried again; nothing of it is accepted meanwhile. */
async function putOff(
  sql: Sql,
  parts: WindowParts,
  roundId: string,
  milestoneId: string,
  error: unknown,
): Promise<void> {
  // What it was about is gone: nobody is asked, and it is not looked at every few seconds.
  if (error instanceof Refusal && error.code === 'not_found')
    return putOffWindow(sql, parts.clock, roundId, TRY_AGAIN_MS)
  const { milestone, schedule } = await lockFor(sql, milestoneId)
  await putOffWindow(sql, parts.clock, roundId, TRY_AGAIN_MS)
  if (!(error instanceof Refusal)) {
    return ask(sql, haltedCause({ roundId }), schedule, milestone, {
      title: `The time to answer about “${milestone.name}” can’t be watched`,
      detail:
        'Milepost failed over it: nobody is reminded of it, and silence accepts nothing. It is tried again every hour; whoever ' +
        'runs Milepost finds the reason in the log. Ask the approvers yourself meanwhile.',
    })
  }
  // Another watcher, or an answer, may have ended it while it was refused here.
  if ((await readRound(sql, roundId))?.state !== 'open') return
  await ask(sql, waitingCause({ roundId }), schedule, milestone, {
    title: `“${milestone.name}” would be accepted by silence, but it can't be billed`,
    detail: `${error.message} It is tried again every hour.`,
  })
}

const ask = (
  sql: Sql,
  cause: string,
  schedule: Schedule,
  milestone: Milestone,
  words: Pick<AttentionItem, 'title' | 'detail'>,
): Promise<void> =>
  raiseAttention(sql, {
    cause,
    kind: 'approval_waiting',
    dealId: schedule.dealId,
    milestoneId: milestone.milestoneId,
    ...words,
    actions: [{ action: 'leave', label: 'Leave it' }],
    amountMinor: milestone.amountMinor,
    currency: schedule.currency,
  })
