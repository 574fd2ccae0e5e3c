import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { limits } from '../../config/limits'
import type { Clock } from '../clock/clock'
import type { Database } from '../postgres/database'
import { readMilestone } from '../schedules/milestone-table'
import { type Actor, mayAct } from '../tenants/actor'
import type { Sealer } from '../tenants/seal'
import { readPerson } from '../tenants/workspace-table'
import { spendTicket } from './spent-ticket-table'

/**
 * A ticket opens the page that adds evidence from inside HubSpot, where no cookie of ours comes along: for one person, one
 * workspace and one milestone, and nothing else. It stands in an address, so it is good for a moment, and opens the page once:
 * whoever finds it in a log is too late. The page it opens carries a pass, which is good for as long as somebody gathers
 * photos, and only in a form's body. Both are sealed: nobody
 * reads or makes one.
 */
export type TicketKind = 'ticket' | 'pass'

const sealed = z.strictObject({
  /** By which it is spent: one text can be written in several ways. */
  ticketId: z.uuid(),
  workspaceId: z.uuid(),
  personId: z.uuid(),
  milestoneId: z.uuid(),
  /** Milliseconds since 1970. */
  until: z.int(),
})
export type TicketSubject = Pick<z.infer<typeof sealed>, 'workspaceId' | 'personId' | 'milestoneId'>

/** One kind never opens as the other. */
const PLACES: Readonly<Record<TicketKind, string>> = { ticket: 'evidence ticket', pass: 'evidence pass' }
const LASTS: Readonly<Record<TicketKind, number>> = {
  ticket: limits.evidenceTicketMs,
  pass: limits.evidencePassMs,
}

interface TicketParts {
  readonly sealer: Sealer
  readonly clock: Clock
}

export function issueTicket(
  { sealer, clock }: TicketParts,
  kind: TicketKind,
  subject: TicketSubject,
): { readonly text: string; readonly expiresAt: Date } {
  const { workspaceId, personId, milestoneId } = subject
  const until = clock.now().getTime() + LASTS[kind]
  const text = sealer.seal(
    JSON.stringify({ ticketId: randomUUID(), workspaceId, personId, milestoneId, until }),
    PLACES[kind],
  )
  return { text, expiresAt: new Date(until) }
}

/**
 * Who a ticket is for, and as whom they act; null for every one that opens nothing, whatever is the matter with it. A ticket
 * is spent by that.
 */
export async function openTicket(
  parts: TicketParts & { readonly database: Database },
  kind: TicketKind,
  text: string,
): Promise<(TicketSubject & { readonly actor: Actor & { readonly personId: string } }) | null> {
  const found = readTicket(parts, kind, text)
  if (found === null) return null
  const { ticketId, ...subject } = found
  return parts.database.inWorkspace(subject.workspaceId, async (sql) => {
    const person = await readPerson(sql, subject.personId)
    const milestone = await readMilestone(sql, subject.milestoneId)
    if (!person || !milestone) return null
    const { personId, name: who, role, email } = person
    const actor = { personId, who, role, email, via: 'card' }
    // What somebody may no longer do, an earlier ticket doesn't do for them.
    if (!mayAct(actor, 'member')) return null
    return kind === 'pass' || (await spendTicket(sql, ticketId)) ? { ...subject, actor } : null
  })
}

function readTicket(
  { sealer, clock }: TicketParts,
  kind: TicketKind,
  text: string,
): Omit<z.infer<typeof sealed>, 'until'> | null {
  try {
    const { until, ...found } = sealed.parse(JSON.parse(sealer.open(text, PLACES[kind])))
    return until > clock.now().getTime() ? found : null
  } catch {
    return null
  }
}
