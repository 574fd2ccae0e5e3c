import { Router } from 'express'
import { typedNumber } from '../approvals/certificates/certificate'
import { findProven } from '../approvals/certificates/certificate-table'
import { acceptedHow, instantWords } from '../approvals/certificates/certificate-words'
import type { Database } from '../postgres/database'
import { COLOUR, shadesOf } from '../tenants/brand'
import { secretHash, workspaceOf } from '../tenants/door-table'
import { type Look, readLook } from '../tenants/read-look'
import { readWorkspace } from '../tenants/workspace-table'
import { nonceOf } from './console'
import type { Throttle } from './throttle'

/**
 * The public check of a certificate, by the number and the hash that are printed on it: `GET /verify/{number}?hash=`.
 * It says nothing that its holder does not have in hand: who gave it, as it stands at the paper's head, and no other name, no
 * amount. Without the right hash a number that exists and one that does not are one answer.
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

/** What was proven, and how the company looks that gave it. */
type Found = NonNullable<Awaited<ReturnType<typeof findProven>>> & { readonly look: Look }

async function find(database: Database, number: string, hash: string): Promise<Found | null> {
  if (!/^[0-9a-f]{64}$/.test(hash)) return null
  const door = await database.outside((sql) => workspaceOf(sql, 'certificate', secretHash(number)))
  if (!door) return null
  return database.inWorkspace(door.workspaceId, async (sql) => {
    const proven = await findProven(sql, { number, hash })
    return proven && { ...proven, look: await readLook(sql, await readWorkspace(sql)) }
  })
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
    ['Given by', content.company],
    ['Certified', instantWords(content.madeAt, content.zone)],
    ['What it proves', WHAT[certificate.is === 'order' ? 'order' : acceptedHow(certificate.content)]],
    ['The hash', by === 'paper' ? 'is of this very file' : 'is of what this certificate says'],
  ]
  const list = facts.map(([name, said]) => `<dt>${escaped(name)}</dt><dd>${unbroken(said)}</dd>`).join('')
  if (withdrawn !== null) {
    return (
      '<section class="answer stale" role="status"><h2>Genuine, but taken back</h2><p>This certificate was given as it is. ' +
      `The approval that it proves was taken back on ${unbroken(instantWords(withdrawn.at.toISOString(), content.zone))}.</p>` +
      `<dl>${list}</dl></section>`
    )
  }
  return (
    '<section class="answer yes" role="status"><h2>Genuine</h2><p>This certificate was given as it is, and stands.</p>' +
    `<dl>${list}</dl></section>`
  )
}

/** Who gave it, as at the head of the paper: the logo only where it is still the one that the paper has. */
function headOf({ certificate, look }: Found): string {
  const { content } = certificate
  const logo = look.logo !== null && look.logo.sha256 === content.look?.logo ? look.logo : null
  const data = logo && Buffer.from(logo.bytes).toString('base64')
  const picture =
    logo &&
    `<img class="on-${logo.ground}" src="data:image/png;base64,${data}" width="${Math.ceil(logo.width / 2)}" ` +
      `height="${Math.ceil(logo.height / 2)}" alt="">`
  return `<p class="by">${picture ?? ''}<bdi>${escaped(content.company)}</bdi></p>`
}

/** The colour that the paper has. */
function coloursOf({ certificate }: Found): string {
  const typed = certificate.content.look?.accent ?? null
  if (typed === null || !COLOUR.test(typed)) return ''
  const { light, dark } = shadesOf(typed)
  const set = ({ accent, on }: typeof light) => `:root{--accent:${accent};--on-accent:${on}}`
  return `${set(light)}@media (prefers-color-scheme:dark){${set(dark)}}`
}

/** Text in HTML, in elements and in quoted attributes alike. */
const escaped = (text: string | undefined): string =>
  (text ?? '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')

/** The same of words that end in a moment in UTC, which is one piece. */
const unbroken = (text: string | undefined): string =>
  escaped(text).replace(/[\d-]{10} [\d:]{8} UTC$/, '<span class="whole">$&</span>')

const STYLE = `
:root{color-scheme:light dark;--ink:#16201b;--muted:#55625b;--line:#e1e6e3;--edge:#7c8982;--paper:#f6f8f6;--panel:#fff;--yes:#1b6139;--yes-tint:#e3f2e9;--no:#a52a20;--no-tint:#fce9e6;--stale:#7a5108;--stale-tint:#fbf0d9;--ring:#3573bd;--accent:#1b6139;--on-accent:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e6ece8;--muted:#a0ada6;--line:#2b3430;--edge:#7d8a83;--paper:#111613;--panel:#181e1b;--yes:#80d2a3;--yes-tint:#183324;--no:#f59a90;--no-tint:#401d19;--stale:#eec071;--stale-tint:#382a10;--ring:#5a97dd;--accent:#7fcf9f;--on-accent:#0c1810}}
*{box-sizing:border-box}html{background:var(--paper);border-top:4px solid var(--accent)}.whole{white-space:nowrap}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:640px;margin:0 auto;padding:32px 16px 64px}h1{font-size:28px;line-height:1.2;margin:0 0 8px}h2{font-size:18px;margin:0 0 4px}
p{margin:0 0 16px}.muted{color:var(--muted)}form{background:var(--panel);border:1px solid var(--line);border-radius:12px;padding:20px;display:grid;gap:6px}
label{font-weight:600}:is(input,textarea){font:15px/1.4 ui-monospace,monospace;padding:10px 12px;min-height:48px;border:1px solid var(--edge);border-radius:8px;background:var(--panel);color:var(--ink);width:100%;margin-bottom:10px}textarea{word-break:break-all;resize:vertical;field-sizing:content;min-height:66px}
button{font:600 16px system-ui,sans-serif;padding:11px 20px;min-height:48px;border:0;border-radius:8px;background:var(--accent);color:var(--on-accent);justify-self:start;cursor:pointer}
:is(input,textarea,button):focus-visible{outline:3px solid var(--ring);outline-offset:2px}
.answer{border-radius:8px;padding:20px;margin:0 0 20px;border-left:5px solid}.answer p:last-child{margin:0}
.yes{background:var(--yes-tint);border-color:var(--yes)}.yes h2{color:var(--yes)}.no{background:var(--no-tint);border-color:var(--no)}.no h2{color:var(--no)}
.stale{background:var(--stale-tint);border-color:var(--stale)}.stale h2{color:var(--stale)}
.by{display:flex;flex-wrap:wrap;align-items:center;gap:8px 12px;font-weight:600;margin:0 0 24px;overflow-wrap:anywhere}.by img{display:block;box-sizing:content-box;border-radius:4px}
.by .on-dark{background:#16201b;padding:6px}@media (prefers-color-scheme:dark){.by .on-light{background:#fff;padding:6px}.by .on-dark{background:none;padding:0}}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:0}dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
@media (max-width:480px){dl{grid-template-columns:1fr}dd{margin-bottom:8px}}
`

function page(
  nonce: string,
  shown: { readonly number: string; readonly hash: string; readonly answer: Found | 'none' | null },
): string {
  const { answer } = shown
  const isFound = answer !== null && answer !== 'none'
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Check a certificate · Milepost</title>' +
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">' +
    `<style nonce="${escaped(nonce)}">${STYLE}${isFound ? coloursOf(answer) : ''}</style></head><body><main>${isFound ? headOf(answer) : ''}` +
    '<h1>Check a certificate</h1>' +
    '<p class="muted">Type the number and the hash that are printed on it, or the SHA-256 of the file. Nothing is uploaded.</p>' +
    (answer === null ? '' : answerOf(answer)) +
    '<form method="get" action="/verify"><label for="number">Number</label>' +
    `<input id="number" name="number" required maxlength="40" autocomplete="off" spellcheck="false" value="${escaped(shown.number)}">` +
    '<label for="hash">Hash</label>' +
    '<textarea id="hash" name="hash" required maxlength="200" rows="2" autocomplete="off" spellcheck="false">' +
    `${escaped(shown.hash)}</textarea>` +
    '<button>Check</button></form></main></body></html>'
  )
}
