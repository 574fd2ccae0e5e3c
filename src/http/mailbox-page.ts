import { type Request, type Response, Router } from 'express'
import type { MailboxItem } from '../mail/mailbox-transport'

export type ReadAllMail = () => Promise<readonly MailboxItem[]>

const NEWEST = 200

/**
 * The mailbox of the embedded default, for people: a list, and each e-mail as its reader would see it, in a frame that runs
 * nothing. Never mounted in production.
 */
export function mailboxPage(readAll: ReadAllMail): Router {
  const router = Router()
  router.get('/', async (_request, response) => {
    const items = [...(await readAll())].reverse().slice(0, NEWEST)
    const rows = items.map(
      ({ mailId, to, subject, at }) =>
        `<li><a href="/mailbox/${mailId}">${escaped(subject)}</a><br><small>to ${escaped(to)} · <time datetime="${at.toISOString()}">${escaped(at.toUTCString())}</time></small></li>`,
    )
    const body =
      rows.length === 0
        ? '<p>No e-mail yet. Submit a milestone whose approvers are named, and theirs will be here.</p>'
        : `<ul>${rows.join('')}</ul>`
    page(
      response,
      'Mailbox',
      `<h1>Mailbox</h1><p>No mail server is set, so that e-mails stay here.</p>${body}`,
    )
  })
  router.get('/:id', async (request: Request, response) => {
    const item = (await readAll()).find(({ mailId }) => mailId === request.params['id'])
    if (!item) {
      response.status(404)
      return page(
        response,
        'Mailbox',
        '<h1>There is no such e-mail</h1><p><a href="/mailbox">All e-mails</a></p>',
      )
    }
    page(
      response,
      item.subject,
      `<p><a href="/mailbox">All e-mails</a></p><h1>${escaped(item.subject)}</h1><p>from ${escaped(item.from)}<br>to ${escaped(item.to)}<br>` +
        `<time datetime="${item.at.toISOString()}">${escaped(item.at.toUTCString())}</time></p>` +
        `<iframe title="The e-mail" sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation" src="/mailbox/${item.mailId}/letter"></iframe>` +
        `<h2>As plain text</h2><pre>${withLinks(item.text)}</pre>`,
    )
  })
  router.get('/:id/letter', async (request: Request, response) => {
    const item = (await readAll()).find(({ mailId }) => mailId === request.params['id'])
    response.set('content-security-policy', LETTER).set('x-frame-options', 'SAMEORIGIN')
    // Its sandbox gives it an origin of its own: asking for one more only has browsers complain.
    response.removeHeader('origin-agent-cluster')
    response.status(item ? 200 : 404).type('html')
    response.send(item ? item.html.replace('<head>', '<head><base target="_top">') : '')
  })
  return router
}

const LETTER =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
const PAGE =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"

const STYLE = `:root{color-scheme:light dark}body{background:#fff;color:#1b2022}a{color:#1f5c43}
@media(prefers-color-scheme:dark){body{background:#16191b;color:#e8eaea}a{color:#7fc8a4}}
body{font:16px/24px system-ui,sans-serif;margin:0 auto;max-width:760px;overflow-wrap:anywhere;padding:24px 20px}
h1{font-size:20px;line-height:28px}h2{font-size:16px}ul{list-style:none;padding:0}li{border-top:1px solid #8886;padding:12px 0}small,p time{opacity:.8}
iframe{background:Canvas;border:1px solid #8886;border-radius:6px;box-sizing:border-box;height:640px;width:100%}@media(max-width:480px){iframe{height:860px}}pre{border:1px solid #8886;border-radius:6px;overflow-x:auto;padding:16px;white-space:pre-wrap}`

function page(response: Response, title: string, body: string): void {
  response.set('content-security-policy', PAGE).type('html')
  response.send(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
      `<title>${escaped(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`,
  )
}

const withLinks = (text: string): string =>
  escaped(text).replace(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}">${url}</a>`)

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, (found) => ESCAPED[found] ?? '')
