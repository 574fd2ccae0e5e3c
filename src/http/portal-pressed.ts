import type { Request } from 'express'
import type { SaidVerdict } from '../approvals/verdict'
import { notFound, Refusal } from '../tenants/refusal'

/** What was pressed on a client's page, and where. */
export type Pressed =
  | { readonly kind: 'milestone'; readonly id: string; readonly decision: SaidVerdict['decision'] }
  | { readonly kind: 'order'; readonly id: string; readonly answer: 'approve' | 'reject' }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const MILESTONE_VERBS: ReadonlyMap<string, SaidVerdict['decision']> = new Map([
  ['approve', 'approve'],
  ['request-revision', 'revise'],
  ['approve-part', 'approve_part'],
])
const ORDER_VERBS: ReadonlyMap<string, 'approve' | 'reject'> = new Map([
  ['approve', 'approve'],
  ['reject', 'reject'],
])

/** What an address of the contract presses. Refuses not_found for verbs and ids that are none. */
export function pressedAt(request: Request, kind: Pressed['kind']): Pressed {
  const verb = String(request.params['verb'])
  const decision = MILESTONE_VERBS.get(verb)
  const answer = ORDER_VERBS.get(verb)
  const id = String(request.params['id'])
  if (kind === 'milestone' ? !decision : !answer) {
    throw new Refusal(404, 'not_found', 'There is no such address.')
  }
  if (!UUID.test(id)) throw notFound(kind === 'milestone' ? 'milestone' : 'change order')
  if (kind === 'milestone' && decision) return { kind, id: id.toLowerCase(), decision }
  if (kind === 'order' && answer) return { kind, id: id.toLowerCase(), answer }
  throw new Refusal(404, 'not_found', 'There is no such address.')
}
