import { Router } from 'express'
import { typedNumber } from '../approvals/certificates/certificate'
import { findProven } from '../approvals/certificates/certificate-table'
import { acceptedHow, instantWords } from '../approvals/certificates/certificate-words'
import type { Database } from '../postgres/database'
import { secretHash, workspaceOf } from '../tenants/door-table'
import { nonceOf } from './console'
import type { Throttle } from './throttle'

/**
 * The public check of a certificate, by the number and the hash that are printed on it: `GET /verify/{number}?hash=`.
 * It says nothing that its holder does not have in hand: no names, no amounts. Without the right hash a number that exists
 * and one that does not are one answer.
 */
export function verifyPage(parts: { readonly database: Database; readonly throttle: Throttle }): Router {
  const router = Router()
  const { database } = parts
  router.use(parts.throttle('verify', 'Too many checks from here. Wait a minute.'))
  router.get(['/', '/:certificate'], async (request, response) => {
    const given = request.params['certificate'] ?? request.query['number']
    const number = typeof given === 'string' ? typedNumber(given.slice(0, 100)) : ''
    const typed = request.query['hash']
    const hash =
      typeof typed === 'string'
        ? typed
            .slice(0, 500)
            .replace(/[^0-9a-f]/gi, '')
            .toLowerCase()
        : ''
    const asked = typeof typed === 'string' && typed.trim() !== ''
    const found = asked ? await find(database, number, hash) : null
    response
      .status(asked && found === null ? 404 : 200)
      .set({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' })
      .type('html')
      .send(
        page(nonceOf(response.locals), {
          number: number === 'MC-' ? '' : number,
          hash,
          answer: asked ? (found ?? 'none') : null,
        }),
      )
  })
  return router
}

type Found = NonNullable<Awaited<ReturnType<typeof findProven>>>

async function find(database: Database, number: string, hash: string): Promise<Found | null> {
  if (!/^[0-9a-f]{64}$/.test(hash)) return null
  const door = await database.outside((sql) => workspaceOf(sql, 'certificate', secretHash(number)))
  if (!door) return null
  return database.inWorkspace(door.workspaceId, (sql) => findProven(sql, { number, hash }))
}

const WHAT: Readonly<Record<ReturnType<typeof acceptedHow> | 'order', string>> = {
  order: 'a change order that was agreed to',
  approved: 'work that was approved',
  part: 'a part of work that was accepted',
  carried: 'work that was approved, with revisions carried on',
  collected: 'work that was approved, with a part paid later',
  silence: 'work that was accepted by silence, which is not an approval by the client',
}

function answerOf(found: Found | 'none'): string {
  if (found === 'none') {
    return (
      '<section class="answer no" role="alert"><h2>Not confirmed</h2><p>There is no certificate with this number and this ' +
      'hash. Compare both with the paper, letter by letter. If they agree with it, this is not what was certified.</p></section>'
    )
  }
  const { certificate, by } = found
  const { content, withdrawn } = certificate
  const facts = [
    ['Number', certificate.number],
    ['Certified', instantWords(content.madeAt, content.zone)],
    ['What it proves', WHAT[certificate.is === 'order' ? 'order' : acceptedHow(certificate.content)]],
    ['The hash', by === 'paper' ? 'is of this very file' : 'is of what this certificate says'],
  ]
  const list = facts.map(([name, said]) => `<dt>${escaped(name)}</dt><dd>${escaped(said)}</dd>`).join('')
  if (withdrawn !== null) {
    return (
      '<section class="answer stale" role="status"><h2>Genuine, but taken back</h2><p>This certificate was given as it is. ' +
      `The approval that it proves was taken back on ${escaped(instantWords(withdrawn.at.toISOString(), content.zone))}.</p>` +
      `<dl>${list}</dl></section>`
    )
  }
  return (
    '<section class="answer yes" role="status"><h2>Genuine</h2><p>This certificate was given as it is, and stands.</p>' +
    `<dl>${list}</dl></section>`
  )
}

/** Text in HTML, in elements and in quoted attributes alike. */
const escaped = (text: string | undefined): string =>
  (text ?? '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')

const STYLE = `
:root{color-scheme:light dark;--ink:#16201b;--muted:#55625b;--line:#c3ccc7;--paper:#f6f8f6;--panel:#fff;--yes:#1b6139;--yes-tint:#e3f2e9;--no:#a52a20;--no-tint:#fce9e6;--stale:#7a5108;--stale-tint:#fbf0d9}
@media (prefers-color-scheme:dark){:root{--ink:#e6ece8;--muted:#a0ada6;--line:#46524c;--paper:#111613;--panel:#181e1b;--yes:#80d2a3;--yes-tint:#183324;--no:#f59a90;--no-tint:#401d19;--stale:#eec071;--stale-tint:#382a10}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:640px;margin:0 auto;padding:32px 16px 64px}h1{font-size:24px;margin:0 0 8px}h2{font-size:18px;margin:0 0 4px}
p{margin:0 0 16px}.muted{color:var(--muted)}form{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:20px;display:grid;gap:6px}
label{font-weight:600}input{font:15px/1.4 ui-monospace,monospace;padding:10px;border:1px solid var(--line);border-radius:6px;background:var(--paper);color:var(--ink);width:100%;margin-bottom:10px}
button{font:600 16px system-ui,sans-serif;padding:11px 20px;border:0;border-radius:6px;background:#1b6139;color:#fff;justify-self:start;cursor:pointer}
:is(input,button):focus-visible{outline:3px solid #3573bd;outline-offset:2px}
.answer{border-radius:8px;padding:20px;margin:0 0 20px;border-left:5px solid}.answer p:last-child{margin:0}
.yes{background:var(--yes-tint);border-color:var(--yes)}.yes h2{color:var(--yes)}.no{background:var(--no-tint);border-color:var(--no)}.no h2{color:var(--no)}
.stale{background:var(--stale-tint);border-color:var(--stale)}.stale h2{color:var(--stale)}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:0}dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
@media (max-width:480px){dl{grid-template-columns:1fr}dd{margin-bottom:8px}}
`

function page(
  nonce: string,
  shown: { readonly number: string; readonly hash: string; readonly answer: Found | 'none' | null },
): string {
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Check a certificate · Milepost</title>' +
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">' +
    `<style nonce="${escaped(nonce)}">${STYLE}</style></head><body><main><h1>Check an acceptance certificate</h1>` +
    '<p class="muted">Type the number and the hash that are printed on it, or the SHA-256 of the file. Nothing is uploaded.</p>' +
    (shown.answer === null ? '' : answerOf(shown.answer)) +
    '<form method="get" action="/verify"><label for="number">Number</label>' +
    `<input id="number" name="number" required maxlength="40" autocomplete="off" spellcheck="false" value="${escaped(shown.number)}">` +
    '<label for="hash">Hash</label>' +
    `<input id="hash" name="hash" required maxlength="200" autocomplete="off" spellcheck="false" value="${escaped(shown.hash)}">` +
    '<button>Check</button></form></main></body></html>'
  )
}
