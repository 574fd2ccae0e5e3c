import { randomBytes } from 'node:crypto'
import { Router } from 'express'
import type { Clock } from '../clock/clock'
import type { Database, Sql } from '../postgres/database'
import { addDoor, secretHash, workspaceOf } from '../tenants/door-table'
import { Refusal } from '../tenants/refusal'
import { openSession } from './sessions'
import { takeSignInLink } from './sign-in-link-table'
import type { Throttle } from './throttle'

const LINK_MS = 15 * 60_000

/** A link that signs one person in, once: how the first owner of a production workspace gets to its pages. */
export async function openSignInLink(
  sql: Sql,
  parts: { clock: Clock; publicUrl: string },
  personId: string,
): Promise<string> {
  const code = randomBytes(32).toString('base64url')
  const expiresAt = new Date(parts.clock.now().getTime() + LINK_MS)
  await addDoor(sql, { kind: 'session', hash: codeHash(code), subjectId: personId, expiresAt })
  return `${parts.publicUrl}/enter/${code}`
}

/** Never equal to a session's own hash: the code in a link is no cookie. */
const codeHash = (code: string): Buffer => secretHash(`sign-in link ${code}`)

/** Where such a link leads: a page with one button, because programs that preview links only ever GET. */
export function signInLinkRouter(parts: {
  database: Database
  clock: Clock
  publicUrl: string
  throttle: Throttle
}): Router {
  const router = Router()
  const throttle = parts.throttle('enter', 'Too many attempts to sign in. Wait a minute.')
  router.get('/:code', (_request, response) => {
    response
      .set('cache-control', 'no-store')
      .type('html')
      .send(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in · Milepost</title>' +
          '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">' +
          '<h1>Milepost</h1><form method="post"><button>Sign in</button></form></html>',
      )
  })
  router.post('/:code', throttle, async (request, response) => {
    const hash = codeHash(String(request.params['code']))
    const door = await parts.database.outside((sql) => workspaceOf(sql, 'session', hash))
    const personId =
      door && (await parts.database.inWorkspace(door.workspaceId, (sql) => takeSignInLink(sql, hash)))
    if (!door || !personId) {
      throw new Refusal(
        401,
        'unauthenticated',
        'This link was used, or its 15 minutes are over. Ask for another.',
      )
    }
    response
      .set('set-cookie', await openSession(parts, door.workspaceId, personId))
      .redirect(303, '/connections')
  })
  return router
}
