/**
 * Goal: a file goes in and comes out as it was, and nothing that is sent as a file can hurt whoever opens it, or be
 * stored by whom it should not. Method: real multipart over HTTP against the built program, by every role, with files of
 * every kind and with requests that are no forms.
 */
import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import fc from 'fast-check'
import type { DealPageView } from '../../src/http/contract/deal'
import type { FileView } from '../../src/http/contract/document'
import { must } from '../fixtures/must'
import { docx, hostile, pdf, png } from '../fixtures/sample-files'
import { type ContractStage, openContractStage, upload } from './contract-stage'

let stage: ContractStage
beforeAll(async () => {
  stage = await openContractStage()
}, 120_000)
afterAll(() => stage.close())

const address = () => `/api/v1/deals/${stage.ids.deal}/files`
const send = (form: FormData, how: { token?: string; headers?: Record<string, string> } = {}) =>
  stage.ask('POST', address(), { body: form, ...how })
const as = (role: string) => must(stage.tokens[role])
const attached = async (form: FormData) => {
  const answer = await send(form)
  expect([answer.status, answer.body['detail']]).toEqual([201, undefined])
  return answer.body as unknown as FileView
}
const download = (id: string, token = stage.embedded.at.apiToken) =>
  fetch(`${stage.embedded.url}/api/v1/files/${id}`, { headers: { authorization: `Bearer ${token}` } })
let pages = 0
const page = () => {
  pages += 1
  return pdf(`/Title(page ${pages})`)
}

test('what goes in comes out, byte by byte, with its hash, and a browser neither guesses nor runs it', async () => {
  const bytes = page()
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const file = await attached(
    upload(bytes, 'SOW 17 – signed ✓.pdf', { kind: 'agreement', note: ' by both ' }),
  )
  expect(file).toMatchObject({
    name: 'SOW 17 – signed ✓.pdf',
    type: 'application/pdf',
    size: bytes.length,
    sha256,
    version: 1,
    kind: 'agreement',
    note: 'by both',
    inline: true,
    keptBecause: null,
  })
  const answer = await download(file.id, as('viewer'))
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes)
  const headers = Object.fromEntries(answer.headers)
  expect(headers).toMatchObject({
    'content-type': 'application/pdf',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'/)
  expect(headers['content-disposition']).toBe(
    "inline; filename*=UTF-8''SOW%2017%20%E2%80%93%20signed%20%E2%9C%93.pdf",
  )
  const word = await attached(upload(docx, 'plan.docx', { kind: 'other' }))
  expect((await download(word.id)).headers.get('content-disposition')).toMatch(/^attachment; /)
})

test('the list has every version, the newest first, a page at a time', async () => {
  await attached(upload(page(), 'SOW.pdf', { kind: 'agreement' }))
  await attached(upload(page(), 'SOW.pdf', { kind: 'agreement' }))
  const { body } = await stage.ask('GET', `${address()}?limit=1`, { token: as('viewer') })
  const [first] = body['items'] as FileView[]
  const { body: next } = await stage.ask('GET', `${address()}?limit=1&cursor=${body['next']}`)
  const [second] = next['items'] as FileView[]
  expect([must(first).version, must(second).version]).toEqual([must(first).version, must(first).version - 1])
  expect(must(first).version).toBeGreaterThan(1)
})

test('an Idempotency-Key binds the bytes too', async () => {
  const headers = { 'idempotency-key': 'one-upload' }
  const bytes = page()
  const first = await send(upload(bytes, 'Key.pdf', { kind: 'other' }), { headers })
  const again = await send(upload(bytes, 'Key.pdf', { kind: 'other' }), { headers })
  expect([again.status, again.headers.get('idempotency-replayed'), again.body]).toEqual([
    201,
    'true',
    first.body,
  ])
  const other = await send(upload(page(), 'Key.pdf', { kind: 'other' }), { headers })
  expect([other.status, other.body['code']]).toEqual([422, 'idempotency_key_reused'])
})

describe('nothing is stored of', () => {
  let before: string
  beforeEach(async () => {
    before = await stage.fingerprint()
  })
  afterEach(async () => {
    expect(await stage.fingerprint()).toBe(before)
  })
  const refused = async (form: FormData, how: { token?: string } = {}) => {
    const { status, body } = await send(form, how)
    return [status, body['code'], (body['errors'] as { pointer: string }[] | undefined)?.[0]?.pointer]
  }

  test.each(hostile)('%s', async (_, name, bytes) => {
    expect(await refused(upload(bytes, name, { kind: 'other' }))).toEqual([422, 'validation_failed', '/file'])
  })

  test('a file that claims to be another kind', async () => {
    const form = new FormData()
    form.append('kind', 'other')
    form.append('file', new Blob(['<html><script>alert(1)</script>'], { type: 'application/pdf' }), 'a.pdf')
    expect(await refused(form)).toEqual([422, 'validation_failed', '/file'])
  })

  test('names without anything readable, or endless ones', async () => {
    expect(await refused(upload(png, '\u202e\u200b', { kind: 'other' }))).toEqual([
      422,
      'validation_failed',
      '/file',
    ])
    const { status, body } = await send(upload(png, `${'x'.repeat(300)}.png`, { kind: 'other' }))
    expect([status, body['code']]).toEqual([422, 'validation_failed'])
  })

  test('forms without a file, with two, without a kind, with an unknown one, or with fields nobody knows', async () => {
    const empty = new FormData()
    empty.append('kind', 'agreement')
    expect((await send(empty)).status).toBe(422)
    const two = upload(png, 'a.png', { kind: 'other' })
    two.append('file', new Blob([png]), 'b.png')
    expect((await send(two)).status).toBe(422)
    const elsewhere = new FormData()
    elsewhere.append('document', new Blob([png]), 'a.png')
    expect((await send(elsewhere)).status).toBe(422)
    const words = new FormData()
    words.append('file', 'no file, but text')
    words.append('kind', 'other')
    expect((await send(words)).status).toBe(422)
    expect((await send(upload(png, 'a.png'))).status).toBe(422)
    expect((await send(upload(png, 'a.png', { kind: 'contract' }))).status).toBe(422)
    expect((await send(upload(png, 'a.png', { kind: 'other', owner: 'me' }))).status).toBe(400)
    expect((await send(upload(png, 'a.png', { kind: 'other', note: 'x'.repeat(501) }))).status).toBe(422)
    expect((await send(upload(png, 'a.png', { kind: 'other', note: 'x'.repeat(20_000) }))).status).toBe(422)
    expect((await send(upload(png, 'a.png', { kind: 'other', __proto__x: '1' }))).status).toBe(400)
  })

  test('what is no form, is cut off, or has another type', async () => {
    const ask = (raw: string, type: string) =>
      stage.ask('POST', address(), { raw, headers: { 'content-type': type } })
    expect((await ask('{}', 'application/json')).status).toBe(415)
    expect((await ask('a=b', 'application/x-www-form-urlencoded')).status).toBe(415)
    expect((await ask('nothing of the kind', 'multipart/form-data')).status).toBe(400)
    const cut = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n\x89PNG'
    expect((await ask(cut, 'multipart/form-data; boundary=x')).status).toBe(400)
  })

  test('a file larger than 25 MB', async () => {
    const large = Buffer.concat([pdf(), Buffer.alloc(25 * 1024 * 1024, ' ')])
    expect((await refused(upload(large, 'large.pdf', { kind: 'other' }))).slice(0, 2)).toEqual([
      413,
      'payload_too_large',
    ])
  })

  test('an upload that breaks off in the middle', async () => {
    const { port } = new URL(stage.embedded.url)
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          `POST ${address()} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${stage.embedded.at.apiToken}\r\n` +
            'Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n' +
            '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4\n',
          () => setTimeout(() => socket.destroy(), 100),
        )
      })
      socket.on('close', () => resolve())
      socket.on('error', reject)
    })
    expect((await stage.ask('GET', address())).status).toBe(200)
  })

  test('what a viewer, the other company or nobody sends', async () => {
    const form = () => upload(page(), 'a.pdf', { kind: 'other' })
    expect(await refused(form(), { token: as('viewer') })).toEqual([403, 'forbidden', undefined])
    const { apiToken } = stage.embedded.at.other
    expect(await refused(form(), { token: apiToken })).toEqual([404, 'not_found', undefined])
    expect((await refused(form(), { token: 'mp_nobody-knows-this-token' }))[0]).toBe(401)
  })

  test('chance', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.dictionary(fc.constantFrom('kind', 'note', 'name', 'constructor'), fc.string({ maxLength: 20 })),
        async (noise, name, fields) => {
          const bytes = Buffer.concat([Buffer.from([0]), noise])
          const { status } = await send(upload(bytes, name, fields))
          expect([status >= 400 && status < 500, status]).toEqual([true, status])
        },
      ),
      { numRuns: 40 },
    )
  })
})

test('only an admin or the owner deletes, and never what an acceptance refers to; the other company sees none', async () => {
  const file = await attached(upload(page(), 'Signed.pdf', { kind: 'sign_off' }))
  const deal = `/api/v1/deals/${stage.ids.deal}`
  for (const role of ['viewer', 'member', 'bookkeeper']) {
    const answer = await stage.ask('DELETE', `/api/v1/files/${file.id}`, { token: as(role) })
    expect([answer.status, answer.body['detail']]).toEqual([
      403,
      expect.stringContaining('is for an admin or an owner'),
    ])
  }
  const other = stage.embedded.at.other.apiToken
  expect((await download(file.id, other)).status).toBe(404)
  expect((await stage.ask('DELETE', `/api/v1/files/${file.id}`, { token: other })).status).toBe(404)

  const accepted = await stage.ask('POST', `${deal}/schedule/accept`, {
    body: { on: '2026-01-20', by: 'Ana Ruiz', fileIds: [file.id] },
  })
  expect(accepted.status).toBe(200)
  const kept = await stage.ask('DELETE', `/api/v1/files/${file.id}`, { token: as('admin') })
  expect([kept.status, kept.body['code']]).toEqual([409, 'file_in_use'])
  const shown = (await stage.ask('GET', deal)).body as unknown as DealPageView
  expect(shown.state?.acceptance).toMatchObject({
    on: '2026-01-20',
    by: 'Ana Ruiz',
    planHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    files: [{ id: file.id, name: 'Signed.pdf', sha256: file.sha256 }],
  })
  const withdraw = (token: string) =>
    stage.ask('POST', `${deal}/schedule/withdraw-acceptance`, { token, body: { reason: 'Wrong client' } })
  expect((await withdraw(as('bookkeeper'))).status).toBe(403)
  expect((await withdraw(as('admin'))).status).toBe(200)
  expect((await stage.ask('DELETE', `/api/v1/files/${file.id}`, { token: as('admin') })).status).toBe(204)
  expect((await download(file.id)).status).toBe(404)
})

test('an amount is checked against the agreement, seen on the milestone, and taken back', async () => {
  const agreement = await attached(upload(page(), 'SOW.pdf', { kind: 'agreement' }))
  const check = `/api/v1/milestones/${stage.ids.milestone}/agreement-check`
  const body = { fileId: agreement.id, where: 'p. 3, section 2', note: 'as signed' }
  expect((await stage.ask('POST', check, { token: as('viewer'), body })).status).toBe(403)
  const done = await stage.ask('POST', check, { token: as('member'), body })
  expect(done.body['agreementCheck']).toMatchObject({
    fileId: agreement.id,
    version: agreement.version,
    where: 'p. 3, section 2',
    note: 'as signed',
    state: 'checked',
    detail: null,
  })
  await attached(upload(page(), 'SOW amended.pdf', { kind: 'agreement' }))
  const { body: later } = await stage.ask('GET', `/api/v1/deals/${stage.ids.deal}`)
  const seen = (later as unknown as DealPageView).milestones.find((each) => each.id === stage.ids.milestone)
  expect(seen?.agreementCheck).toMatchObject({
    state: 'differs',
    detail: `Differs: version ${agreement.version + 1} of the agreement came since.`,
  })
  expect((await stage.ask('DELETE', check, { token: as('member') })).body['agreementCheck']).toBeNull()
})

test('the API’s description says how a file goes in and comes out', async () => {
  const { body } = await stage.ask('GET', '/openapi.json')
  const paths = body['paths'] as Record<string, Record<string, object>>
  expect(paths['/api/v1/deals/{dealId}/files']?.['post']).toMatchObject({
    requestBody: {
      content: {
        'multipart/form-data': { schema: { properties: { file: { type: 'string', format: 'binary' } } } },
      },
    },
  })
  expect(JSON.stringify(paths['/api/v1/files/{id}']?.['get'])).toContain('"format":"binary"')
})

test('the history is whole, and an admin can ask', async () => {
  expect((await stage.ask('GET', '/api/v1/history/verification', { token: as('member') })).status).toBe(403)
  const { body } = await stage.ask('GET', '/api/v1/history/verification', { token: as('admin') })
  expect(body).toMatchObject({ whole: true, brokenAt: null, seal: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(body['entries']).toBe(await stage.count('history'))
})
