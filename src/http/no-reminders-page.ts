import express, { type Response, Router } from 'express'
import { readStopToken, stopReminders } from '../approvals/mails/stop-reminders'
import type { Database } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import type { Sealer } from '../tenants/seal'
import { nonceOf } from './console'
import type { Throttle } from './throttle'

interface NoRemindersParts {
  readonly database: Database
  readonly sealer: Sealer
  readonly throttle: Throttle
}

/**
 * Where a reminder's foot leads: `/no-reminders/{token}`. Looking is a GET and changes nothing, because programs that preview
 * links only ever GET; a POST, of the button or of a mail program (RFC 8058), ends the reminders. It does nothing else, and
 * says nothing of anybody.
 */
export function noRemindersPage({ database, sealer, throttle }: NoRemindersParts): Router {
  const router = Router()
  router.use(throttle('no-reminders', 'Too many tries from here. Wait a minute.'))
  router.use((_request, response, next) => {
    response.set({
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
      'referrer-policy': 'no-referrer',
      'content-security-policy': `default-src 'none'; style-src 'nonce-${nonceOf(response.locals)}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    })
    next()
  })
  router.get('/:token', (request, response) => {
    send(response, readStopToken(sealer, request.params.token) === null ? 'unknown' : 'asked')
  })
  router.post('/:token', express.urlencoded({ extended: false, limit: '2kb' }), async (request, response) => {
    const whose = readStopToken(sealer, String(request.params['token']))
    if (whose === null) return send(response, 'unknown')
    const { workspaceId, email } = whose
    const themselves: Actor = { personId: null, who: email, role: 'viewer', email, via: 'e-mail' }
    await database.inWorkspace(workspaceId, (sql) => stopReminders(sql, themselves, { email, wanted: false }))
    send(response, 'done')
  })
  return router
}

const WORDS = {
  asked: {
    title: 'No more reminders?',
    text: 'You are still asked when work is submitted for your approval, and your time to answer runs as it says there. Only the reminders end.',
  },
  done: {
    title: 'You get no more reminders',
    text: 'You are still asked when work is submitted for your approval. If you want reminders again, tell the company that asked you.',
  },
  unknown: {
    title: 'This link opens nothing',
    text: 'Use the link of the newest reminder, or tell the company that asked you.',
  },
} as const

function send(response: Response, what: keyof typeof WORDS): void {
  const { title, text } = WORDS[what]
  const nonce = nonceOf(response.locals)
  const button = what === 'asked' ? '<form method="post"><button>Send me no reminders</button></form>' : ''
  response
    .status(what === 'unknown' ? 404 : 200)
    .type('html')
    .send(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style nonce="${nonce}">${STYLE}</style></head><body><main><h1>${title}</h1><p>${text}</p>${button}</main></body></html>`,
    )
}

const STYLE = `:root{color-scheme:light dark}
body{background:Canvas;color:CanvasText;font:16px/24px system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;margin:0}
main{margin:0 auto;max-width:560px;padding:48px 20px}
h1{font-size:24px;line-height:32px;margin:0 0 12px}
p{margin:0 0 24px}
button{background:#1b6139;border:0;border-radius:6px;color:#fff;cursor:pointer;font:inherit;font-weight:600;min-height:44px;padding:10px 24px}
@media (prefers-color-scheme:dark){body{background:#16191b;color:#e8eaea}button{background:#7fcf9f;color:#0c1810}}
button:focus-visible{outline:3px solid currentColor;outline-offset:3px}`
