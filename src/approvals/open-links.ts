import { randomBytes } from 'node:crypto'
import { limits } from '../../config/limits'
import type { Clock } from '../clock/clock'
import { type Happening, record } from '../history/history-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import { lockFor } from '../schedules/change-milestone'
import type { Schedule } from '../schedules/schedule'
import { lockSchedule, lockScheduleOfDeal } from '../schedules/schedule-table'
import type { Actor } from '../tenants/actor'
import { addDoor, removeDoor, secretHash } from '../tenants/door-table'
import { conflict, invalid, notFound } from '../tenants/refusal'
import type { Reviewed } from './check-round'
import { isLive, type LinkHolder, type OpenedLink, type PortalLink } from './portal-link'
import { addLink, listLinks, markRevoked, readLink } from './portal-link-table'
import { sameEmail } from './round'
import { readRound } from './round-table'
import { stopWithoutLink } from './windows/stop-window'

/** How a new link goes out, and whether it takes the place of the person's earlier ones. */
interface Opening {
  readonly sentBy: PortalLink['sentBy']
  readonly replace: boolean
}

/**
 * Opens a link for one person into one deal. Its secret is 256 random bits, answered here and kept nowhere: the table
 * and the door have its hash. Earlier links of the person stay, unless this one replaces them.
 */
async function openLinkInto(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  schedule: Schedule,
  holder: LinkHolder,
  { sentBy, replace }: Opening,
): Promise<{ opened: OpenedLink; happenings: readonly Happening[] }> {
  const { scheduleId, dealId } = schedule
  const earlier = replace
    ? await revokeAll(sql, actor, clock, await listLinks(sql, scheduleId, holder.email))
    : 0
  const token = randomBytes(32).toString('base64url')
  const hash = secretHash(token)
  const expiresAt = new Date(clock.now().getTime() + limits.portalLinkMs)
  const link = await addLink(sql, { ...holder, scheduleId, hash, by: actor.who, sentBy, expiresAt })
  await addDoor(sql, { kind: 'link', hash, subjectId: link.linkId, expiresAt })
  const what = `Opened a portal link for ${holder.name}`
  const after = {
    email: link.email,
    until: expiresAt.toISOString(),
    ...(earlier > 0 && { replaced: earlier }),
  }
  return { opened: { link, token }, happenings: [{ what, dealId, after }] }
}

/**
 * A link for one approver of a round. Refuses not_found, wrong_status (the round has ended), validation_failed.
 */
export async function openLink(
  sql: Sql,
  actor: Actor,
  parts: { clock: Clock },
  request: { roundId: string; approverId: string } & Opening,
): Promise<OpenedLink> {
  const { round, schedule } = await lockRound(sql, request.roundId)
  const approver = round.approvers.find(({ id }) => id === request.approverId)
  if (!approver) {
    throw invalid([{ pointer: '/approverId', detail: 'There is no such approver in this round.' }])
  }
  const { opened, happenings } = await openLinkInto(sql, actor, parts.clock, schedule, approver, request)
  await announceDeals(sql, [schedule.dealId])
  await record(sql, actor, happenings)
  return opened
}

/**
 * A link for anybody who should see a deal: who pays need not be who approves. Whoever is asked to decide something may
 * decide it with this one too. Refuses not_found.
 */
export async function openDealLink(
  sql: Sql,
  actor: Actor,
  parts: { clock: Clock },
  request: { dealId: string; holder: LinkHolder } & Opening,
): Promise<OpenedLink> {
  const schedule = await lockScheduleOfDeal(sql, request.dealId)
  if (!schedule) throw notFound('schedule')
  const { opened, happenings } = await openLinkInto(
    sql,
    actor,
    parts.clock,
    schedule,
    request.holder,
    request,
  )
  await announceDeals(sql, [schedule.dealId])
  await record(sql, actor, happenings)
  return opened
}

/**
 * Ends a link, and with it every other one of the same person into this deal, unless `only` this one is meant: each e-mail
 * carries a link of its own, and one that got into wrong hands is ended by ending them all. An ended link looks like one
 * that never was. Where its holder has none left, their time to answer stops. Revoking it again answers the present state,
 * and leaves alone what was opened since. Refuses not_found.
 */
export async function revokeLink(
  sql: Sql,
  actor: Actor,
  parts: { clock: Clock },
  linkId: string,
  { only = false }: { readonly only?: boolean } = {},
): Promise<void> {
  const found = await readLink(sql, linkId)
  const schedule = found && (await lockSchedule(sql, found.scheduleId))
  if (!found || !schedule) throw notFound('link')
  if ((await revokeAll(sql, actor, parts.clock, [found])) === 0) return
  const others = only
    ? 0
    : await revokeAll(sql, actor, parts.clock, await listLinks(sql, schedule.scheduleId, found.email))
  const stopped = await stopWithoutLink(sql, parts.clock, schedule, found)
  await announceDeals(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what:
        others === 0
          ? `Revoked a portal link of ${found.name}`
          : `Revoked all ${others + 1} portal links of ${found.name}`,
      dealId: schedule.dealId,
      before: { email: found.email, openedBy: found.openedBy },
      ...(stopped.length > 0 && { after: { canNotAnswerAnyMore: stopped } }),
    },
  ])
}

/** Ends those that still open anything. Answers how many. */
async function revokeAll(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  links: readonly PortalLink[],
): Promise<number> {
  const live = links.filter((link) => isLive(link, clock.now()))
  for (const { linkId } of live) {
    const hash = await markRevoked(sql, linkId, actor.who)
    if (hash) await removeDoor(sql, 'link', hash)
  }
  return live.length
}

/** Ends every link of a person into a deal. Answers how many. Under the schedule's lock. */
export const endLinksOf = async (
  sql: Sql,
  actor: Actor,
  clock: Clock,
  scheduleId: string,
  email: string,
): Promise<number> => revokeAll(sql, actor, clock, await listLinks(sql, scheduleId, email))

/** An open round, under its schedule's lock. Refuses not_found, wrong_status (it has ended). */
export async function lockRound(sql: Sql, roundId: string): Promise<Reviewed> {
  const found = await readRound(sql, roundId)
  if (!found) throw notFound('round')
  const { schedule, milestone } = await lockFor(sql, found.milestoneId)
  const round = await readRound(sql, roundId)
  if (!round) throw notFound('round')
  if (round.state !== 'open')
    throw conflict('wrong_status', `Round ${round.number} has ended: nobody is asked any more.`)
  return { round, schedule, milestone }
}

/** The person of a link among those who are asked; undefined where they are not. */
export const holderAmong = <T extends { readonly email: string }>(
  approvers: readonly T[],
  link: Pick<PortalLink, 'email'>,
): T | undefined => approvers.find(({ email }) => sameEmail(email, link.email))
