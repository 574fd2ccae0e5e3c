import express, { type Response, Router } from 'express'
import { readStopToken, stopReminders } from '../approvals/mails/stop-reminders'
import { wantsNone } from '../mail/no-reminder-table'
import type { Database, Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { clientName } from '../tenants/brand'
import { readLook } from '../tenants/read-look'
import type { Sealer } from '../tenants/seal'
import { readWorkspace } from '../tenants/workspace-table'
import { type RemindersShown, renderReminders } from '../ui/portal/reminders-page'
import { nonceOf } from './console'
import { portalStyle } from './portal-style'
import type { Throttle } from './throttle'

interface NoRemindersParts {
  readonly database: Database
  readonly sealer: Sealer
  readonly throttle: Throttle
}

/**
 * Where a reminder's foot leads: `/no-reminders/{token}`. Looking is a GET and changes nothing, because programs that preview
 * links only ever GET; a POST, of the button or of a mail program (RFC 8058), ends the reminders. It does nothing else, and
 * says no more than the letter: whose reminders they are.
 */
export function noRemindersPage({ database, sealer, throttle }: NoRemindersParts): Router {
  const router = Router()
  router.use(throttle('no-reminders', 'Too many tries from here. Wait a minute.'))
  router.use((_request, response, next) => {
    response.set({
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
      'referrer-policy': 'no-referrer',
      'content-security-policy': `default-src 'none'; img-src data:; style-src 'nonce-${nonceOf(response.locals)}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    })
    next()
  })
  router.get('/:token', async (request, response) => {
    const whose = readStopToken(sealer, request.params.token)
    if (whose === null) return send(response, { is: 'unknown' })
    const shown = await database.inWorkspace(whose.workspaceId, async (sql) => ({
      is: (await wantsNone(sql, whose.email)) ? ('done' as const) : ('asked' as const),
      company: await readCompany(sql),
    }))
    send(response, shown)
  })
  router.post('/:token', express.urlencoded({ extended: false, limit: '2kb' }), async (request, response) => {
    const whose = readStopToken(sealer, String(request.params['token']))
    if (whose === null) return send(response, { is: 'unknown' })
    const { workspaceId, email } = whose
    const themselves: Actor = { personId: null, who: email, role: 'viewer', email, via: 'e-mail' }
    const company = await database.inWorkspace(workspaceId, async (sql) => {
      await stopReminders(sql, themselves, { email, wanted: false })
      return readCompany(sql)
    })
    send(response, { is: 'done', company })
  })
  return router
}

type Company = Extract<RemindersShown, { company: unknown }>['company']

/** As its clients know it; the logo comes in the page itself, because no address of it is anybody's to open here. */
async function readCompany(sql: Sql): Promise<Company> {
  const workspace = await readWorkspace(sql)
  const { shades, logo } = await readLook(sql, workspace)
  const shown = logo && {
    ...logo,
    url: `data:image/png;base64,${Buffer.from(logo.bytes).toString('base64')}`,
  }
  return { name: clientName(workspace), shades, logo: shown }
}

function send(response: Response, shown: RemindersShown): void {
  const frame = { css: portalStyle, nonce: nonceOf(response.locals) }
  response
    .status(shown.is === 'unknown' ? 404 : 200)
    .type('html')
    .send(renderReminders(shown, frame))
}
