/**
 * Goal: a file comes in pieces over HTTP, a PDF can be framed and runs nothing, and a ticket
 * opens the page for HubSpot. Method: the built program with its stand-ins, from outside, by every role.
 */
import { createHash } from 'node:crypto'
import { Jimp } from 'jimp'
import type { UploadView } from '../../src/http/contract/upload'
import { must } from '../fixtures/must'
import { heic, pdf, webp } from '../fixtures/sample-files'
import { type ContractStage, openContractStage, upload } from './contract-stage'

let stage: ContractStage
let bytes: Buffer
beforeAll(async () => {
  // Drawn before the program is there: it ends connections that are idle for so long.
  bytes = await photo()
  stage = await openContractStage()
}, 120_000)
afterAll(() => stage.close())

const as = (role: string) => must(stage.tokens[role])
const address = (path: string) => `/api/v1${path}`
const octets = (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)], { type: 'application/octet-stream' })
const start = (bytes: Uint8Array, name: string, token = as('member')) =>
  stage.ask('POST', address('/uploads'), {
    token,
    body: {
      to: { milestoneId: stage.ids.milestone },
      name,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    },
  })
const put = (id: string, at: number, bytes: Uint8Array, token = as('member')) =>
  stage.ask('PUT', address(`/uploads/${id}?at=${at}`), { token, body: octets(bytes) })
const get = (path: string, token = as('viewer')) =>
  fetch(`${stage.embedded.url}${address(path)}`, { headers: { authorization: `Bearer ${token}` } })

async function photo(): Promise<Buffer> {
  const picture = new Jimp({ width: 640, height: 400, color: 0x2e8b57ff })
  return picture.getBuffer('image/jpeg')
}

test('a photo comes in two pieces, by whoever began it alone, once', async () => {
  const begun = await start(bytes, 'IMG_1.jpg')
  expect(begun.status).toBe(201)
  const id = String(begun.body['id'])
  const half = Math.floor(bytes.length / 2)
  expect((await put(id, 0, bytes.subarray(0, half))).body).toMatchObject({ received: half, file: null })
  // A colleague, a viewer and another company have no such upload.
  expect((await put(id, half, bytes.subarray(half), as('admin'))).status).toBe(404)
  expect((await stage.ask('GET', address(`/uploads/${id}`), { token: as('viewer') })).status).toBe(403)
  const stranger = stage.embedded.at.other.apiToken
  expect((await stage.ask('GET', address(`/uploads/${id}`), { token: stranger })).status).toBe(404)
  expect((await start(bytes, 'IMG_1.jpg', as('viewer'))).status).toBe(403)
  // The page was left, and the same file is chosen again.
  const again = (await start(bytes, 'IMG_1.jpg')).body as unknown as UploadView
  expect(again).toMatchObject({ id, received: half })
  expect((await put(id, half + 1, bytes.subarray(half + 1))).body).toMatchObject({
    code: 'upload_out_of_step',
    received: half,
  })
  const json = await stage.ask('PUT', address(`/uploads/${id}?at=${half}`), { token: as('member'), body: {} })
  expect(json.status).toBe(415)
  await put(id, half, bytes.subarray(half))
  const complete = () => stage.ask('POST', address(`/uploads/${id}/complete`), { token: as('member') })
  const done = (await complete()).body as unknown as UploadView
  expect(done).toMatchObject({ duplicate: false, file: { name: 'IMG_1.jpg', type: 'image/jpeg' } })
  expect(((await complete()).body as unknown as UploadView).file?.id).toBe(done.file?.id)
  const same = await start(bytes, 'other.jpg')
  expect([same.status, same.body]).toMatchObject([
    200,
    { id: null, duplicate: true, file: { name: 'IMG_1.jpg' } },
  ])
})

test('what can’t be drawn, or framed, says why; a PDF that runs nothing is framed by our own pages alone', async () => {
  const add = async (name: string, bytes: Uint8Array) => {
    const answer = await stage.ask('POST', address(`/milestones/${stage.ids.milestone}/evidence`), {
      body: upload(bytes, name),
    })
    return String(answer.body['id'])
  }
  for (const [name, bytes] of [
    ['roof.webp', webp],
    ['roof.heic', heic],
  ] as const) {
    const answer = await get(`/files/${await add(name, bytes)}/thumbnail`)
    expect([answer.status, await answer.json()]).toMatchObject([
      404,
      { detail: `There is no small picture of “${name}”. Small pictures are made of PNG, JPEG and GIF.` },
    ])
  }
  const plain = await get(`/files/${await add('plain.pdf', pdf('/Title(plain)'))}/preview`)
  expect([plain.status, plain.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  expect(plain.headers.get('content-disposition')).toMatch(/^inline/)
  expect(plain.headers.get('x-content-type-options')).toBe('nosniff')
  expect(plain.headers.get('content-security-policy')).toMatch(/^default-src 'none'.*frame-ancestors 'self'$/)
  const runs = await add('runs.pdf', pdf('/OpenAction<</S/JavaScript/JS(app.alert(1))>>'))
  const refused = await get(`/files/${runs}/preview`)
  expect([refused.status, await refused.json()]).toMatchObject([
    404,
    { detail: 'There is no preview of “runs.pdf”. It has something in it that runs.' },
  ])
  expect((await get(`/files/${runs}`)).headers.get('content-disposition')).toMatch(/^attachment/)
})

test('a ticket is for members; it opens HubSpot’s page, and its file is theirs', async () => {
  const ask = (role: string) =>
    stage.ask('POST', address(`/milestones/${stage.ids.milestone}/evidence-ticket`), { token: as(role) })
  expect((await ask('viewer')).status).toBe(403)
  const { status, body } = await ask('member')
  expect(status).toBe(201)
  const page = await fetch(String(body['url']))
  expect(page.status).toBe(200)
  expect(page.headers.get('content-security-policy')).toContain('frame-ancestors https://app.hubspot.com')
  expect(page.headers.get('x-frame-options')).toBeNull()
  const form = upload(pdf('/Title(from the card)'), 'unused.pdf', {
    pass: must(/name="pass" value="([^"]+)"/.exec(await page.text())?.[1]),
  })
  form.append('files', must(form.get('file') ?? undefined) as Blob, 'card.pdf')
  form.delete('file')
  const sent = await fetch(`${stage.embedded.url}/hubspot/evidence`, { method: 'POST', body: form })
  expect([sent.status, await sent.text()]).toEqual([200, expect.stringContaining('Added: card.pdf')])
  const listed = await stage.ask('GET', address(`/milestones/${stage.ids.milestone}/evidence`))
  expect(listed.body['items']).toContainEqual(expect.objectContaining({ name: 'card.pdf' }))
})
