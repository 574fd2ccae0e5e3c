import type { EntityName } from './entities'
import { canDo } from './package-client'

/**
 * What is wrong with a call before it is made, in a sentence, or null. Ids go into paths and come from outside
 * (a webhook names them), and node-quickbooks throws with the whole body in its message where one is missing.
 */
export function problemWith(call: {
  verb: 'create' | 'update' | 'void' | 'delete' | 'get'
  entity: EntityName
  id?: string
  syncToken?: string
  requestKey?: string
  body?: object
}): string | null {
  if (!canDo(call.verb, call.entity)) return `QuickBooks has no call to ${call.verb} a ${call.entity}.`
  if (call.id !== undefined && !isId(call.id)) return 'A QuickBooks id is made of digits.'
  if (call.syncToken !== undefined && !isId(call.syncToken)) return 'A SyncToken is made of digits.'
  if (call.requestKey !== undefined && !/^[A-Za-z0-9:._-]{1,50}$/.test(call.requestKey)) {
    return 'A request key has 1 to 50 letters, digits, or the marks : . _ -'
  }
  // With an Id QuickBooks would take the creation for an update.
  if (call.verb === 'create' && call.body && 'Id' in call.body) return 'What is created has no Id yet.'
  return null
}

export function isId(text: string): boolean {
  return /^\d{1,30}$/.test(text)
}

/** A copy that JSON can carry, or null when it can't (a bigint, a circle). */
export function jsonCopy(body: object): object | null {
  try {
    const copy: unknown = JSON.parse(JSON.stringify(body))
    return copy !== null && typeof copy === 'object' ? copy : null
  } catch {
    return null
  }
}
