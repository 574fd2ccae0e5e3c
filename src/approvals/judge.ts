import { type Actor, mayAct, whoMay } from '../tenants/actor'
import { invalid, Refusal } from '../tenants/refusal'
import type { PastCap } from './billing-policy'
import { type HowDecided, type Round, sameEmail, waitingFor, withRole } from './round'

/** Whose judgement it is, and how it came to us. */
export interface Judge {
  /** Among the round's approvers; null where nobody was named. */
  readonly approverId: string | null
  readonly who: string
  readonly role: string | null
  /** The colleague who enters the answer of somebody else. */
  readonly recordedBy: string | null
  readonly recordedOn: string | null
  readonly signedName: string | null
  readonly fileIds: readonly string[]
  readonly how: HowDecided
}

/** What a colleague says of an answer that is not their own: whose it is, and how they know. */
export interface Recording {
  readonly approverId: string | null
  /** The day on the client's paper. */
  readonly on: string | null
  readonly reason: string | null
  readonly fileIds: readonly string[]
}

/**
 * What a client said, on their page or to a colleague who records it, has happened, whatever can be billed; whoever decides
 * here by themselves is told that it can't, and may do something about it first.
 */
export const pastCapOf = ({ recordedBy, how }: Judge): PastCap =>
  recordedBy !== null || how.via === 'portal' ? 'blocked' : 'refused'

type Asked = Pick<Round, 'approvers' | 'snapshot'>

const isNamed = ({ approvers }: Pick<Round, 'approvers'>, actor: Actor) =>
  approvers.find((approver) => actor.email && sameEmail(approver.email, actor.email))

/** Whether this colleague decides by themselves: they are named, or nobody is. */
export const decidesHere = (round: Pick<Round, 'approvers'>, actor: Actor): boolean =>
  mayAct(actor, 'member') && (round.approvers.length === 0 || isNamed(round, actor) !== undefined)

/** Whether this colleague may enter what an approver answered elsewhere. */
export const recordsHere = (round: Pick<Round, 'approvers'>, actor: Actor): boolean =>
  mayAct(actor, 'bookkeeper') && round.approvers.length > 0

/**
 * As whom a colleague decides: as themselves where they are named or nobody is; otherwise for an approver, whose answer
 * they record with words or a signed file.
 * Refuses not_an_approver, validation_failed (`/approverId`, `/reason`, `/on`).
 */
export function judgeHere(
  round: Asked,
  answered: readonly { readonly approverId: string | null }[],
  actor: Actor,
  said: Recording,
  today: string,
): Judge {
  const how = { via: actor.via, personId: actor.personId }
  const named = isNamed(round, actor)
  const own = { recordedBy: null, recordedOn: null, signedName: null, fileIds: said.fileIds, how }
  if (round.approvers.length === 0) return { approverId: null, who: actor.who, role: actor.role, ...own }
  if (named && (said.approverId === null || said.approverId === named.id)) {
    return { approverId: named.id, who: named.name, role: named.role, ...own }
  }
  if (!recordsHere(round, actor)) throw notAnApprover(round, actor)
  const approver = approverOf(round, answered, said.approverId)
  if (said.reason === null && said.fileIds.length === 0) {
    throw invalid([
      {
        pointer: '/reason',
        detail: `Say how ${approver.name} answered, or attach what they signed: it is recorded for them.`,
      },
    ])
  }
  if (said.on !== null && said.on > today) {
    throw invalid([{ pointer: '/on', detail: `Today is ${today}: nobody can have answered later.` }])
  }
  return {
    approverId: approver.id,
    who: approver.name,
    role: approver.role,
    recordedBy: actor.who,
    recordedOn: said.on ?? today,
    signedName: null,
    fileIds: said.fileIds,
    how,
  }
}

function approverOf(
  round: Asked,
  answered: readonly { readonly approverId: string | null }[],
  approverId: string | null,
) {
  const { approvers } = round
  const [only, ...others] = approvers.length === 1 ? approvers : waitingFor(round, answered)
  const chosen = approverId === null && others.length === 0 ? only : undefined
  const approver = chosen ?? approvers.find(({ id }) => id === approverId)
  if (approver) return approver
  const names = approvers.map(({ name, id }) => `${name} (${id})`).join(', ')
  throw invalid([{ pointer: '/approverId', detail: `Say whose answer this is: ${names}.` }])
}

/** Somebody looks who was not asked; names who was. */
export function notAnApprover(round: Asked, actor: Actor | null): Refusal {
  const names = round.approvers.map(({ name, role }) => withRole(name, role)).join('; ')
  const recorded =
    actor === null ? '' : ` ${capital(whoMay('bookkeeper'))} may record their answer. You are ${actor.role}.`
  return new Refusal(
    403,
    'not_an_approver',
    `“${round.snapshot.name}” is for ${names} to decide.${recorded}`,
    { approvers: round.approvers.map(({ name }) => name) },
  )
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
