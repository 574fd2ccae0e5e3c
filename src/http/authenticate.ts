import { createHmac, timingSafeEqual } from 'node:crypto'
import { parse as parseCookies } from 'cookie'
import type { Request } from 'express'
import type { Database } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { secretHash, workspaceOf } from '../tenants/door-table'
import { Refusal } from '../tenants/refusal'
import { readPerson } from '../tenants/workspace-table'

/** Who sends a request, into which workspace, and by which secret. */
export interface Caller {
  readonly workspaceId: string
  readonly actor: Actor & { readonly personId: string }
  readonly email: string | null
  /** The session's secret when a cookie was used; unsafe methods then need its CSRF token. */
  readonly session: string | null
}

/** `__Host-` binds the cookie to this host over TLS; without TLS (the embedded default) browsers refuse it. */
export const sessionCookie = (publicUrl: string): string =>
  publicUrl.startsWith('https:') ? '__Host-milepost' : 'milepost'

/** The token a page must send back with unsafe methods: from the session's secret, which scripts can't read. */
export const csrfToken = (session: string): string =>
  createHmac('sha256', session).update('csrf').digest('base64url')

/** Finds out who asks: a bearer token, or a session cookie. Refuses 401 for all that is missing or unknown. */
export async function authenticate(database: Database, publicUrl: string, request: Request): Promise<Caller> {
  const bearer = /^Bearer (mp_[\w-]{20,100})$/.exec(request.get('authorization') ?? '')?.[1]
  const cookie = parseCookies(request.get('cookie') ?? '')[sessionCookie(publicUrl)]
  const secret = bearer ?? cookie
  const unknown = new Refusal(
    401,
    'unauthenticated',
    'Sign in, or send a valid API token as “Authorization: Bearer mp_…”.',
  )
  if (request.get('authorization') && !bearer) throw unknown
  if (!secret) throw unknown
  const door = await database.once(null, (sql) =>
    workspaceOf(sql, bearer ? 'token' : 'session', secretHash(secret)),
  )
  const subjectId = door?.subjectId
  if (!door || !subjectId) throw unknown
  const person = await database.once(door.workspaceId, (sql) => readPerson(sql, subjectId))
  if (!person) throw unknown
  return {
    workspaceId: door.workspaceId,
    actor: {
      personId: person.personId,
      who: person.name,
      role: person.role,
      email: person.email,
      via: bearer ? 'api' : 'console',
    },
    email: person.email,
    session: bearer ? null : secret,
  }
}

/** A cookie travels by itself, so an unsafe request must also carry what only our own page knows. */
export function checkCsrf(request: Request, caller: Caller): void {
  if (caller.session === null || request.method === 'GET' || request.method === 'HEAD') return
  const given = Buffer.from(request.get('x-csrf-token') ?? '')
  const expected = Buffer.from(csrfToken(caller.session))
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Refusal(403, 'csrf_failed', 'This page is out of date. Reload it and try again.')
  }
}
