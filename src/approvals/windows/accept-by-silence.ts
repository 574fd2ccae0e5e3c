import { raiseAttention, settleAttentions } from '../../attention/attention-table'
import { momentWords } from '../../clock/business-days'
import { listEvidence } from '../../documents/file-table'
import { type Happening, record } from '../../history/history-table'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import type { Approver } from '../../schedules/schedule'
import { program } from '../../tenants/actor'
import { readWorkspace } from '../../tenants/workspace-table'
import type { DecideParts, Silence } from '../after-approval'
import type { Reviewed } from '../check-round'
import { markCompleted } from '../complete-milestone'
import { addDecision, readDecisions } from '../decision-table'
import { tellOfSilence } from '../mails/ask-by-mail'
import { type Decision, waitingFor, withRole } from '../round'
import { endRound } from '../round-table'
import { isStale, shownWork } from '../snapshot'
import {
  type AnswerWindow,
  daysGiven,
  isBlocked,
  isOutside,
  openCauses,
  silentOnes,
  waitingCause,
} from './answer-window'
import { readWindows, setRoundTimes } from './answer-window-table'

const silence = program('silence')

/**
 * The time to answer is over, under the schedule's lock. Where that was agreed the work is accepted by silence: a kind of its
 * own, kept for each who was asked and said nothing, and completed, billed and proven like an acceptance. Otherwise, or where
 * the work is not what was shown any more, or only colleagues were silent, people are told that nobody answers.
 */
export async function endWindow(sql: Sql, parts: DecideParts, reviewed: Reviewed): Promise<void> {
  const { schedule, milestone, round } = reviewed
  const answered = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  const windows = await readWindows(sql, [round.roundId])
  const silent = silentOnes(round, answered, windows)
  const now = shownWork(schedule, milestone, await listEvidence(sql, [milestone.milestoneId]))
  await setRoundTimes(sql, round.roundId, { endsAt: round.endsAt, dueAt: null })
  const whyNot = !round.deemed
    ? 'not agreed'
    : isStale(round, now)
      ? 'changed'
      : silent.length === 0 || isBlocked(round, answered, windows)
        ? 'colleagues'
        : null
  if (whyNot === null) return acceptBySilence(sql, parts, reviewed, { answered, windows, silent })
  await tellOfWaiting(sql, reviewed, answered, whyNot)
}

interface Heard {
  readonly answered: readonly Decision[]
  readonly windows: readonly AnswerWindow[]
  /** Where one answer is enough, whoever was never reached has not been silent. */
  readonly silent: readonly Approver[]
}

async function acceptBySilence(
  sql: Sql,
  parts: DecideParts,
  reviewed: Reviewed,
  { answered, windows, silent }: Heard,
): Promise<void> {
  const { schedule, milestone, round } = reviewed
  for (const approver of silent) {
    const window = windows.find(({ approverId }) => approverId === approver.id)
    await addDecision(sql, {
      roundId: round.roundId,
      approverId: approver.id,
      who: approver.name,
      role: approver.role,
      decision: 'deemed_accepted',
      reason: null,
      outcome: null,
      accepted: null,
      recordedBy: null,
      recordedOn: null,
      signedName: null,
      fileIds: [],
      snapshotHash: round.snapshotHash,
      how: { via: 'silence', ...(window && { mailId: window.mailId }) },
    })
  }
  await endRound(sql, round.roundId, 'deemed')
  const { zone, settings } = await readWorkspace(sql)
  const businessDays = daysGiven(round, windows, silent, { zone, calendar: settings.calendar })
  const followed = await completeBySilence(sql, parts, reviewed, answered, { silent, businessDays })
  await tellOfSilence(sql, schedule.dealId, round, silent)
  await settleAttentions(sql, openCauses(round), silence.who, 'accepted by silence')
  await markDirty(sql, [schedule.dealId])
  await record(sql, silence, [
    {
      what: `“${milestone.name}”, round ${round.number}, was accepted by silence`,
      dealId: schedule.dealId,
      milestoneId: milestone.milestoneId,
      after: {
        silent: silent.map(({ name, role }) => withRole(name, role)),
        ...(answered.length > 0 && { answered: answered.map(({ who, role }) => withRole(who, role)) }),
        businessDays,
        until: round.endsAt && momentWords(round.endsAt, zone),
        snapshotHash: round.snapshotHash,
        outcome: 'deemed',
      },
    },
    ...followed,
  ])
}

async function completeBySilence(
  sql: Sql,
  parts: DecideParts,
  { schedule, milestone, round }: Reviewed,
  answered: readonly Decision[],
  { silent, businessDays }: { readonly silent: Silence['who']; readonly businessDays: number },
): Promise<readonly Happening[]> {
  const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  const ended = round.endsAt ?? parts.clock.now()
  const proven = await parts.afterApproval?.(sql, {
    schedule,
    milestone,
    round,
    decisions,
    silence: { who: silent, businessDays, endedAt: ended.toISOString() },
  })
  const quiet = `silence of ${silent.map(({ name, role }) => withRole(name, role)).join(' and ')}`
  const billed = await markCompleted(sql, silence, parts, {
    schedule,
    milestone,
    by: [...answered.map(({ who, role }) => withRole(who, role)), quiet].join(' and '),
    note: round.note,
    how: 'silence',
    pastCap: 'blocked',
    // Whoever looks later: it was accepted when the time was over, on the same day on every paper.
    at: ended,
  })
  return [...billed, ...(proven ?? [])]
}

type WhyNot = 'not agreed' | 'changed' | 'colleagues'

const WHY_NOT: Readonly<Record<WhyNot, string>> = {
  'not agreed': 'Silence accepts nothing here: ask again, record their answer, or withdraw it.',
  changed:
    'It is not accepted by silence, because the milestone changed since it was submitted. Withdraw it and submit it again.',
  colleagues:
    'It is not accepted by silence: a colleague’s silence is not the client’s. Have them answer, ask the client again, or withdraw it.',
}

async function tellOfWaiting(
  sql: Sql,
  { schedule, milestone, round }: Reviewed,
  answered: readonly Decision[],
  whyNot: WhyNot,
): Promise<void> {
  const waiting = waitingFor(round, answered)
  const colleagues = waiting.filter((each) => !isOutside(each))
  const missed = whyNot === 'colleagues' && colleagues.length > 0 ? colleagues : waiting
  const { zone } = await readWorkspace(sql)
  const until = round.endsAt ? ` until ${momentWords(round.endsAt, zone)}` : ''
  await raiseAttention(sql, {
    cause: waitingCause(round),
    kind: 'approval_waiting',
    dealId: schedule.dealId,
    milestoneId: milestone.milestoneId,
    title: `${missed.map(({ name }) => name).join(', ')} did not answer about “${milestone.name}”`,
    detail: `They had time${until}. ${WHY_NOT[whyNot]}`,
    actions: [{ action: 'leave', label: 'Seen' }],
    amountMinor: milestone.amountMinor,
    currency: schedule.currency,
  })
}
