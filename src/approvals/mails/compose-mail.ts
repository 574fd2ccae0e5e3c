import { readChangeOrder } from '../../change-orders/change-order-table'
import { readAnswers, readAsked } from '../../change-orders/order-answer-table'
import { sameSums, shownOrder, shownOrderHash, standingAnswers } from '../../change-orders/shown-order'
import { answerTimes, datedWords, momentWords, quietForMs } from '../../clock/business-days'
import type { Clock } from '../../clock/clock'
import { readDealNames, readPresence } from '../../deals/deal-table'
import type { LetterWords } from '../../mail/letter-page'
import type { Mail } from '../../mail/mail'
import { wantsNone } from '../../mail/no-reminder-table'
import { formatMoney, parseAmount } from '../../money/money'
import type { Sql } from '../../postgres/database'
import { readMoves } from '../../schedules/address-move-table'
import { readMilestone } from '../../schedules/milestone-table'
import type { Approver, Schedule } from '../../schedules/schedule'
import { program } from '../../tenants/actor'
import { clientName } from '../../tenants/brand'
import type { Sealer } from '../../tenants/seal'
import { readWorkspace, type Workspace } from '../../tenants/workspace-table'
import { readDecisions } from '../decision-table'
import { openDealLink, openLink } from '../open-links'
import { isLive, type OpenedLink } from '../portal-link'
import { readLink } from '../portal-link-table'
import { answeredBy, approvalOf, type Decision, type Round, sameEmail, waitingFor, withRole } from '../round'
import { latestRounds, readRound, readRounds } from '../round-table'
import { partWords } from '../tell-part'
import { daysGiven, isOver, isReminder, silenceOf } from '../windows/answer-window'
import { readWindows } from '../windows/answer-window-table'
import { orderLetter, orderReceiptLetter } from './order-letter'
import { receiptLetter, silenceLetter, takenBackLetter } from './receipt-letter'
import { newTimeLetter, reminderLetter, reviewLetter } from './review-letter'
import { stopToken } from './stop-reminders'
import { tellThere } from './tell-there'

const us = program('e-mail')
const HOUR_MS = 3_600_000
const byMail = { sentBy: 'mail', replace: false } as const

export interface MailParts {
  readonly clock: Clock
  /** Where Milepost is reached. */
  readonly publicUrl: string
}

/** What an e-mail is written with, beside what it tells of. */
export interface WritingParts extends MailParts {
  readonly sealer: Sealer
  readonly workspaceId: string
}

/** The link that an e-mail carries: the same one, however often its sending is tried. */
export interface CarriedLink {
  readonly linkId: string
  readonly url: string
}

/** What an e-mail says, or that nobody needs it any more, or that it waits: for the end of quiet hours, or for its deal. */
export type Composed =
  | { readonly words: LetterWords; readonly link: CarriedLink | null }
  | { readonly notNeeded: string }
  | { readonly waitMs: number }

/**
 * Writes an e-mail from what is so now, under the schedule's lock. One that asks something opens a link, unless an earlier
 * try of it has one that still opens.
 */
export async function composeMail(
  sql: Sql,
  parts: WritingParts,
  mail: Mail,
  schedule: Schedule,
  earlier: CarriedLink | null,
): Promise<Composed> {
  const workspace = await readWorkspace(sql)
  const dealName = (await readDealNames(sql, [schedule.dealId])).get(schedule.dealId) ?? 'your project'
  if (asks(mail) && (await readPresence(sql, schedule.dealId)).archived) return { waitMs: HOUR_MS }
  // Also one that was with the mail server while the address changed, and that it did not take.
  if (await tellThere(sql, schedule.scheduleId, mail))
    return { notNeeded: 'They are told at another address now.' }
  const at: Place = { sql, parts, mail, schedule, workspace, dealName, earlier }
  if (mail.changeOrderId !== null && mail.kind === 'order_receipt')
    return orderReceipt(at, mail.changeOrderId)
  if (mail.changeOrderId !== null) return order(at, mail.changeOrderId)
  const round = mail.roundId === null ? null : await readRound(sql, mail.roundId)
  if (!round) return { notNeeded: 'What it was about is gone.' }
  const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  switch (mail.kind) {
    case 'review_asked':
    case 'review_reminder':
      return review(at, round, decisions)
    case 'answer_receipt':
    case 'team_receipt':
      return receipt(at, round, decisions)
    case 'silence_notice':
      return silence(at, round, decisions)
    case 'taken_back':
      return takenBack(at, round, decisions)
    case 'order_asked':
    case 'order_receipt':
      return { notNeeded: 'What it was about is gone.' }
  }
}

/** Those that carry a link: while the deal is gone from HubSpot it opens nothing, and they wait until it is back. */
const asks = ({ kind }: Mail): boolean =>
  kind === 'review_asked' || kind === 'review_reminder' || kind === 'order_asked'

interface Place {
  readonly sql: Sql
  readonly parts: WritingParts
  readonly mail: Mail
  readonly schedule: Schedule
  readonly workspace: Workspace
  readonly dealName: string
  readonly earlier: CarriedLink | null
}

/** The link of the try before, where it still opens; otherwise a new one. */
async function carriedLink(
  { sql, parts, earlier }: Place,
  open: () => Promise<OpenedLink>,
): Promise<CarriedLink> {
  const held = earlier && (await readLink(sql, earlier.linkId))
  if (earlier && held && isLive(held, parts.clock.now())) return earlier
  const { link, token } = await open()
  return { linkId: link.linkId, url: `${parts.publicUrl}/portal/${token}` }
}

async function review(at: Place, round: Round, decisions: readonly Decision[]): Promise<Composed> {
  const { sql, parts, mail, workspace } = at
  const approver = waitingFor(round, decisions).find(({ id }) => id === mail.approverId)
  if (round.state !== 'open' || !approver)
    return { notNeeded: 'It was answered, or taken back, before this left.' }
  if (!sameEmail(mail.toEmail, approver.email)) return { notNeeded: 'They are asked at another address now.' }
  const { zone, settings } = workspace
  const now = parts.clock.now()
  const windows = await readWindows(sql, [round.roundId])
  const own = windows.find((each) => each.approverId === approver.id)
  const reminds = mail.kind === 'review_reminder'
  if (reminds && !own) return { notNeeded: 'Their time to answer stopped before this left.' }
  // Never earlier than what counts: where several are asked the last one's time ends it for all.
  const begun =
    own?.endsAt ?? answerTimes(now, round.windowDays, zone, settings.calendar, settings.mail.quiet).endsAt
  const endsAt = round.endsAt !== null && round.endsAt > begun ? round.endsAt : begun
  if (reminds && isOver(endsAt, now)) return { notNeeded: 'The time to answer was over before this left.' }
  // A time that was given anew is told, once, whatever they said of reminders: their silence would count after it.
  const tellsAnew = own?.givenAnew === true && isReminder(mail, own, 'last')
  const isUnwanted = reminds && (await wantsNone(sql, mail.toEmail))
  if (isUnwanted && !tellsAnew) return { notNeeded: 'They want no reminders.' }
  const waitMs = reminds ? quietForMs(now, zone, settings.mail.quiet) : 0
  if (waitMs > 0) return { waitMs }
  const to = { roundId: round.roundId, approverId: approver.id, ...byMail }
  const link = await carriedLink(at, () => openLink(sql, us, parts, to))
  const takesBack = await takenFrom(at, round, approver)
  const facts = { ...roundFacts(at, round), to: approver.name, takesBack }
  const until = { words: momentWords(endsAt, zone), silence: silenceOf(round, decisions, windows, approver) }
  if (!reminds) return { words: reviewLetter(facts, link.url, until), link }
  if (isUnwanted) return { words: newTimeLetter(facts, link.url, until), link }
  const stopUrl = `${parts.publicUrl}/no-reminders/${stopToken(parts.sealer, parts.workspaceId, mail.toEmail)}`
  return { words: reminderLetter(facts, link.url, until, stopUrl), link }
}

/** What a round takes back of theirs: nothing, where somebody else's answer was taken back. */
async function takenFrom(
  { sql, schedule }: Place,
  round: Round,
  { email }: Approver,
): Promise<Round['takesBack']> {
  if (round.takesBack === null) return null
  const rounds = await readRounds(sql, [round.milestoneId])
  const before = rounds.find(({ number }) => number === round.number - 1)
  const decisions = before && (await readDecisions(sql, [before.roundId])).get(before.roundId)
  const moves = await readMoves(sql, schedule.scheduleId)
  const were = before ? answeredBy(before, decisions ?? [], moves) : []
  return were.some((each) => sameEmail(each.email, email)) ? round.takesBack : null
}

/** What somebody answered was taken back: which part of the work it was, and what is asked of them now. */
async function takenBack(at: Place, round: Round, decisions: readonly Decision[]): Promise<Composed> {
  const { sql, mail, schedule } = at
  const isThem = ({ email }: Pick<Approver, 'email'>) => sameEmail(email, mail.toEmail)
  const milestone = await readMilestone(sql, round.milestoneId)
  const latest = (await latestRounds(sql, [round.milestoneId])).get(round.milestoneId)
  const isOpen = latest?.state === 'open'
  const isGoingOn = milestone?.workStatus === 'in_progress' || milestone?.workStatus === 'pending'
  const rule = milestone && isGoingOn ? approvalOf(schedule, milestone) : null
  const next =
    isOpen && latest.approvers.some(isThem)
      ? 'asked now'
      : rule?.required && rule.approvers.some(isThem)
        ? 'asked later'
        : 'nothing'
  const split = decisions.find(({ outcome }) => outcome === 'split')
  const part = split ? partWords(round, split.accepted) : null
  return { words: takenBackLetter(toWhom(at, round), part, next), link: null }
}

async function receipt(at: Place, round: Round, decisions: readonly Decision[]): Promise<Composed> {
  const decisionId = at.mail.topic.split(':')[2]
  const decision = decisions.find((each) => each.decisionId === decisionId)
  if (!decision) return { notNeeded: 'What it was about is gone.' }
  const when = datedWords(decision.at, at.workspace.zone)
  const part = partWords(round, decision.accepted)
  return { words: receiptLetter(toWhom(at, round), decision, when, part), link: null }
}

async function silence(at: Place, round: Round, decisions: readonly Decision[]): Promise<Composed> {
  const silent = decisions
    .filter(({ decision }) => decision === 'deemed_accepted')
    .map(({ who, role }) => withRole(who, role))
  const { zone, settings } = at.workspace
  const ended = datedWords(round.endsAt ?? round.endedAt ?? at.parts.clock.now(), zone)
  const ids = decisions.flatMap(({ decision, approverId }) =>
    decision === 'deemed_accepted' && approverId !== null ? [{ id: approverId }] : [],
  )
  const windows = await readWindows(at.sql, [round.roundId])
  const days = daysGiven(round, windows, ids, { zone, calendar: settings.calendar })
  return { words: silenceLetter(toWhom(at, round), silent, { days, ended }), link: null }
}

async function order(at: Place, changeOrderId: string): Promise<Composed> {
  const { sql, parts, mail, schedule } = at
  const found = await readChangeOrder(sql, changeOrderId)
  const revision = Number(mail.topic.split(':')[2])
  const asked = (await readAsked(sql, [changeOrderId])).get(changeOrderId)?.approvers ?? []
  const holder = asked.find(({ id }) => id === mail.approverId)
  const notNeeded = { notNeeded: 'It was answered, or taken back, before this left.' }
  if (found?.state !== 'sent' || found.revision !== revision || !holder) return notNeeded
  if (!sameEmail(mail.toEmail, holder.email)) return { notNeeded: 'They are asked at another address now.' }
  const shown = shownOrder(found, schedule)
  const own = (await readAnswers(sql, [changeOrderId])).filter(
    (each) => each.revision === revision && each.approverId === mail.approverId,
  )
  if (standingAnswers(found, shownOrderHash(shown), own).length > 0) return notNeeded
  const to = { dealId: schedule.dealId, holder, ...byMail }
  const link = await carriedLink(at, () => openDealLink(sql, us, parts, to))
  const others = asked.filter(({ id }) => id !== holder.id).map(({ name, role }) => withRole(name, role))
  const signed = own.at(-1)
  const facts = {
    company: clientName(at.workspace),
    dealName: at.dealName,
    to: holder.name,
    others,
    changed:
      signed === undefined ? null : sameSums(signed.shown, shown) ? ('lines' as const) : ('sums' as const),
  }
  return { words: orderLetter(facts, shown, link.url), link }
}

async function orderReceipt(at: Place, changeOrderId: string): Promise<Composed> {
  const { sql, parts, mail, schedule, workspace, dealName } = at
  const [, , revision, approverId, shown = ''] = mail.topic.split(':')
  const answer = (await readAnswers(sql, [changeOrderId])).find(
    (each) =>
      String(each.revision) === revision &&
      each.approverId === approverId &&
      each.shownHash.startsWith(shown),
  )
  if (!answer) return { notNeeded: 'What it was about is gone.' }
  const isTeam = mail.approverId === null
  const facts = {
    company: clientName(workspace),
    dealName,
    to: isTeam ? null : mail.toName,
    dealUrl: isTeam ? `${parts.publicUrl}/deals/${schedule.dealId}/change-orders/${changeOrderId}` : null,
  }
  return { words: orderReceiptLetter(facts, answer, datedWords(answer.at, workspace.zone)), link: null }
}

function roundFacts({ workspace, dealName }: Place, round: Round) {
  const { amount, currency } = round.snapshot
  const parsed = parseAmount(amount, currency)
  return {
    company: clientName(workspace),
    dealName,
    round,
    amount: parsed === null ? `${amount} ${currency}` : formatMoney(parsed),
  }
}

/** An approver is told in their name; the team finds the deal by a button. */
function toWhom(at: Place, round: Round) {
  const { mail, parts, schedule } = at
  const isTeam = mail.approverId === null
  return {
    ...roundFacts(at, round),
    to: isTeam ? null : mail.toName,
    dealUrl: isTeam ? `${parts.publicUrl}/deals/${schedule.dealId}` : null,
  }
}
