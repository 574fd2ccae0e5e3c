import { randomBytes } from 'node:crypto'
import { serialize } from 'cookie'
import { Router } from 'express'
import { z } from 'zod'
import { limits } from '../../config/limits'
import type { Clock } from '../clock/clock'
import type { Database } from '../postgres/database'
import { addDoor, removeDoor, secretHash } from '../tenants/door-table'
import { Refusal } from '../tenants/refusal'
import { listPeople, readPerson, readWorkspace } from '../tenants/workspace-table'
import { authenticate, checkCsrf, sessionCookie } from './authenticate'
import { checkInput } from './check-input'
import type { Throttle } from './throttle'

const choice = z.strictObject({ choice: z.string().max(100) })

/** Opens a session for a person; the cookie's text goes to the browser, its hash to the database. */
export async function openSession(
  parts: { database: Database; clock: Clock; publicUrl: string },
  workspaceId: string,
  personId: string,
): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  const expiresAt = new Date(parts.clock.now().getTime() + limits.sessionMs)
  await parts.database.inWorkspace(workspaceId, (sql) =>
    addDoor(sql, { kind: 'session', hash: secretHash(secret), subjectId: personId, expiresAt }),
  )
  return serialize(sessionCookie(parts.publicUrl), secret, {
    httpOnly: true,
    sameSite: 'lax',
    secure: parts.publicUrl.startsWith('https:'),
    path: '/',
    maxAge: limits.sessionMs / 1000,
  })
}

/**
 * Signing in and out. `locals` are the workspaces whose people may sign in by a click: those of the embedded
 * default, on a loopback address; none in production, where Intuit or HubSpot vouch for people.
 */
export function sessionRouter(parts: {
  database: Database
  clock: Clock
  publicUrl: string
  throttle: Throttle
  locals: readonly string[]
  intuit: boolean
}): Router {
  const router = Router()
  const throttle = parts.throttle('sessions', 'Too many attempts to sign in. Wait a minute.')

  router.get('/choices', async (_request, response) => {
    const choices = []
    for (const workspaceId of parts.locals) {
      const { people, workspace } = await parts.database.inWorkspace(workspaceId, async (sql) => ({
        people: await listPeople(sql),
        workspace: await readWorkspace(sql),
      }))
      for (const person of people) {
        choices.push({
          id: `${workspaceId}:${person.personId}`,
          name: person.name,
          role: person.role,
          workspace: workspace.name,
        })
      }
    }
    response.set('cache-control', 'no-store').json({ choices, intuit: parts.intuit })
  })

  router.post('/', throttle, async (request, response) => {
    const [workspaceId = '', personId = ''] = checkInput(choice, request.body).choice.split(':')
    const unknown = new Refusal(401, 'unauthenticated', 'There is no such person to sign in as.')
    if (!parts.locals.includes(workspaceId) || !z.uuid().safeParse(personId).success) throw unknown
    const person = await parts.database.inWorkspace(workspaceId, (sql) => readPerson(sql, personId))
    if (!person) throw unknown
    response
      .set('set-cookie', await openSession(parts, workspaceId, personId))
      .status(204)
      .end()
  })

  router.delete('/', async (request, response) => {
    const caller = await authenticate(parts.database, parts.publicUrl, request)
    checkCsrf(request, caller)
    const { session } = caller
    if (session !== null) {
      await parts.database.inWorkspace(caller.workspaceId, (sql) =>
        removeDoor(sql, 'session', secretHash(session)),
      )
    }
    response
      .set('set-cookie', serialize(sessionCookie(parts.publicUrl), '', { path: '/', maxAge: 0 }))
      .status(204)
      .end()
  })
  return router
}
