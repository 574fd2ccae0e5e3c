/**
 * Goal: whoever holds a certificate learns whether it is genuine and stands, and whoever does not learns nothing. Method: the
 * page over HTTP on a real database, asked as people type, and by somebody who tries.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { listCertificates } from '../../src/approvals/certificates/certificate-table'
import { decideRound } from '../../src/approvals/decide-round'
import { takeBack } from '../../src/approvals/take-back'
import { readFiles } from '../../src/documents/file-table'
import { problemHandler } from '../../src/http/problem'
import { throttleBy } from '../../src/http/throttle'
import { verifyPage } from '../../src/http/verify-page'
import { keepLogo } from '../../src/tenants/brand-logo-table'
import { changeWorkspace, readWorkspace } from '../../src/tenants/workspace-table'
import { decideParts } from '../fixtures/certificates'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { owner } from '../fixtures/plan'
import { reviews } from '../fixtures/portal'
import { png } from '../fixtures/sample-files'

let office: Office
let url: string
let close: () => void
const open = async (throttled = false) => {
  const app = express()
  const throttle = throttled ? throttleBy(null) : () => (_: unknown, __: unknown, next: () => void) => next()
  app.use('/verify', verifyPage({ database: office.database, throttle }))
  app.use(problemHandler(() => undefined))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() }
}
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
  const door = await open()
  url = door.url
  close = door.close
})
afterAll(async () => {
  close()
  await office.close()
})

const ask = async (path: string) => {
  const answer = await fetch(`${url}${path}`)
  return { status: answer.status, text: await answer.text(), headers: answer.headers }
}
const { submitted, round } = reviews(() => office)
async function approved() {
  const { id } = await submitted()
  const { roundId } = await round(id)
  await office.within((sql) =>
    decideRound(sql, owner, decideParts(office.clock), {
      roundId,
      verdict: { decision: 'approve', reason: 'Seen' },
      recording: { approverId: '1', on: null, fileIds: [] },
    }),
  )
  const certificate = must((await office.within((sql) => listCertificates(sql, [id])))[0])
  const { sha256 } = must(
    (await office.within((sql) => readFiles(sql, [certificate.fileId]))).get(certificate.fileId),
  )
  return { id, ...certificate, sha256 }
}

test('its own hash and the hash of its paper are confirmed, with its number, its date, who gave it, and nothing else of it', async () => {
  const { number, contentHash, sha256 } = await approved()
  const own = await ask(`/verify/${number}?hash=${contentHash}`)
  expect(own.status).toBe(200)
  expect(own.text).toContain('<h2>Genuine</h2>')
  expect(own.text).toContain(number)
  expect(own.text).toContain('is of what this certificate says')
  expect(own.headers.get('x-robots-tag')).toContain('noindex')
  expect(own.headers.get('cache-control')).toBe('no-store')
  expect(own.text).toContain('<dt>Given by</dt><dd>Office</dd>')
  expect(own.text).not.toMatch(/Design|Ana|600\.00|Acme|Deal \d/)
  expect(own.text).not.toMatch(/<script|https?:\/\//)
  const paper = await ask(`/verify/${number}?hash=${sha256}`)
  expect(paper.text).toContain('is of this very file')
})

test('who has proven it sees the company as its paper shows it; a logo of later is not shown as if it were on it', async () => {
  const logo = { sha256: 'a'.repeat(64), width: 200, height: 60, ground: 'light' as const }
  const wear = (sha256: string) =>
    office.within(async (sql) => {
      const before = await readWorkspace(sql)
      const brand = { displayName: 'Harbour & <Söhne>', colour: '#1f5494', logo: { ...logo, sha256 } }
      await changeWorkspace(sql, { ...before, settings: { ...before.settings, brand } })
      await keepLogo(sql, { sha256, bytes: png })
    })
  await wear(logo.sha256)
  const { number, contentHash } = await approved()
  const { text } = await ask(`/verify/${number}?hash=${contentHash}`)
  expect(text).toContain('<bdi>Harbour &amp; &lt;Söhne&gt;</bdi>')
  expect(text).toContain(
    `<img class="on-light" src="data:image/png;base64,${png.toString('base64')}" width="100" height="30" alt="">`,
  )
  expect(text).toContain(':root{--accent:#1f5494;--on-accent:#ffffff}')
  // Whoever has not proven it sees nobody.
  expect((await ask(`/verify/${number}?hash=${'f'.repeat(64)}`)).text).not.toMatch(/Harbour|#1f5494|<img/)
  expect((await ask(`/verify/${number}`)).text).not.toMatch(/Harbour|#1f5494|<img/)
  await wear('b'.repeat(64))
  expect((await ask(`/verify/${number}?hash=${contentHash}`)).text).not.toContain('<img')
})

test('it is found however it is typed', async () => {
  const { number, contentHash } = await approved()
  const spaced = encodeURIComponent((contentHash.toUpperCase().match(/.{8}/g) ?? []).join(' '))
  const typed = encodeURIComponent(number.toLowerCase().replace(/-/g, ' '))
  for (const path of [`/verify/${typed}?hash=${spaced}`, `/verify?number=${typed}&hash=${spaced}`]) {
    expect(await ask(path)).toMatchObject({ status: 200, text: expect.stringContaining('<h2>Genuine</h2>') })
  }
})

test('another’s number, a wrong hash and an unknown number are one answer', async () => {
  const one = await approved()
  const two = await approved()
  const unknown = 'MC-2222-2222-2222-2222'
  const answers = await Promise.all(
    [
      [one.number, two.contentHash],
      [one.number, 'f'.repeat(64)],
      [unknown, one.contentHash],
      [unknown, 'f'.repeat(64)],
    ].map(async ([number, hash]) => {
      const { status, text, headers } = await ask(`/verify/${number}?hash=${hash}`)
      return {
        status,
        text: text
          .replaceAll(must(number), 'NUMBER')
          .replaceAll(must(hash), 'HASH')
          .replace(/nonce="[^"]+"/, ''),
        names: [...headers.keys()].sort(),
      }
    }),
  )
  for (const answer of answers) expect(answer).toEqual(answers[0])
  expect(answers[0]).toMatchObject({ status: 404, text: expect.stringContaining('Not confirmed') })
})

test('without a hash there is only the form, whatever the number', async () => {
  const { number } = await approved()
  const strip = (text: string, of: string) => text.replaceAll(of, 'NUMBER').replace(/nonce="[^"]+"/, '')
  const known = await ask(`/verify/${number}`)
  const none = await ask('/verify/MC-2222-2222-2222-2222')
  expect(known.status).toBe(200)
  expect(strip(known.text, number)).toBe(strip(none.text, 'MC-2222-2222-2222-2222'))
  expect((await ask('/verify')).status).toBe(200)
})

test('taken back, it says so', async () => {
  const { id, number, contentHash } = await approved()
  await office.within((sql) =>
    takeBack(sql, owner, office.parts.billing, {
      milestoneId: id,
      how: 'revoke',
      reason: 'our secret reason',
    }),
  )
  const { text } = await ask(`/verify/${number}?hash=${contentHash}`)
  expect(text).toContain('Genuine, but taken back')
  expect(text).not.toContain('secret')
})

test('what is typed is shown as text, and nonsense breaks nothing', async () => {
  const nasty = encodeURIComponent('"><script>alert(1)</script>')
  for (const path of [
    `/verify/${nasty}?hash=${nasty}`,
    `/verify?number=${nasty}&hash=${nasty}`,
    '/verify/x?hash=a&hash=b',
    '/verify?number[a]=1&hash[b]=2',
    `/verify/${'9'.repeat(5_000)}?hash=${'a'.repeat(5_000)}`,
    '/verify/%00?hash=%00',
  ]) {
    const { status, text } = await ask(path)
    expect([200, 404]).toContain(status)
    expect(text).not.toContain('<script')
  }
})

test('who tries is held back', async () => {
  const door = await open(true)
  try {
    const statuses: number[] = []
    for (let at = 0; at < 35; at += 1)
      statuses.push((await fetch(`${door.url}/verify/MC-2222-2222-2222-2222?hash=${'f'.repeat(64)}`)).status)
    expect(statuses.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 404))
    expect(statuses.slice(30)).toEqual(Array.from({ length: 5 }, () => 429))
  } finally {
    door.close()
  }
})
