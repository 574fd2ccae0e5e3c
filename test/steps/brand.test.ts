/**
 * Goal: a company's name, colour and logo are set by those who may, told in the history, and seen by its clients alone: on
 * their page, in their letters. Method: the contract, the client's door and a mail server over sockets, on a real database.
 */
import { listCertificates } from '../../src/approvals/certificates/certificate-table'
import { decideRound } from '../../src/approvals/decide-round'
import { readFiles } from '../../src/documents/file-table'
import { addDoor, secretHash } from '../../src/tenants/door-table'
import { addPerson } from '../../src/tenants/workspace-table'
import { type Api, openApi } from '../fixtures/api'
import { decideParts, wordsIn } from '../fixtures/certificates'
import { block, mark, openDrawing } from '../fixtures/logos'
import { mailing } from '../fixtures/mailing'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { owner } from '../fixtures/plan'
import { dealLinkFor, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { browserless } from '../fixtures/portal-page'
import { openPostOffice, type PostOffice } from '../fixtures/post-office'
import type { Stage } from '../fixtures/stage'

let office: Office
let other: Office
let portal: Portal
let post: PostOffice
let api: Api
let drawing: Awaited<ReturnType<typeof openDrawing>>
let hold: Promise<unknown> = Promise.resolve()
const bookkeeper = { authorization: `Bearer mp_${'b'.repeat(40)}` }
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
  other = await openOffice()
  portal = await openPortalDoor(office)
  post = await openPostOffice()
  drawing = await openDrawing()
  const draw: typeof drawing.draw = (type, bytes) => hold.then(() => drawing.draw(type, bytes))
  // An office has what these routes ask for; no vendor is near.
  api = await openApi(office as unknown as Stage, null, { drawLogo: draw })
  await office.within(async (sql) => {
    const { personId } = await addPerson(sql, { name: 'Bo', email: null, role: 'bookkeeper' })
    const hash = secretHash(`mp_${'b'.repeat(40)}`)
    await addDoor(sql, { kind: 'token', hash, subjectId: personId, expiresAt: null })
  })
})
afterAll(async () => {
  await api.close()
  await portal.close()
  await post.close()
  await drawing.close()
  await office.close()
  await other.close()
})

const { submitted, round } = reviews(() => office)
const { open } = browserless(() => portal)
const { sendAll, mails } = mailing(
  () => office,
  () => post,
)
const patch = (brand: object) => api.ask('PATCH', '/workspace', { brand })
const brand = async () => must((await api.ask('GET', '/workspace')).body['brand']) as Record<string, unknown>
const newest = async () =>
  must(
    (
      await office.within((sql) =>
        sql<{ what: string; before: object; after: object }>(
          'select what, before, after from history order by number desc limit 1',
        ),
      )
    )[0],
  )

/** A form with one file, as bytes. */
async function send(bytes: Uint8Array, name: string) {
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(bytes)]), name)
  const whole = new Response(form)
  const type = must(whole.headers.get('content-type'))
  return api.send('POST', '/workspace/logo', Buffer.from(await whole.arrayBuffer()), type)
}
const logoOf = (body: Record<string, unknown>) =>
  (body['brand'] as { logo: { sha256: string; width: number; height: number } | null }).logo

test('without any, clients see the workspace’s name in Milepost’s green, and there is no logo to read', async () => {
  expect(await brand()).toEqual({
    displayName: null,
    colour: null,
    shades: { light: { accent: '#1b6139', on: '#ffffff' }, dark: { accent: '#7fcf9f', on: '#0c1810' } },
    logo: null,
  })
  expect((await api.ask('GET', '/workspace/logo')).status).toBe(404)
  const { token } = await submitted()
  const { html, text } = await open(`/portal/${token}`)
  expect(text).toContain('Office')
  expect(html).toContain(':root{--accent:#1b6139;')
  expect(html).not.toContain('class="logo')
})

test('name and colour are kept as typed, drawn as they can be read, and told with before and after', async () => {
  const { status, body } = await patch({ displayName: ' Harbour & Söhne ', colour: '#FFD400' })
  expect(status).toBe(200)
  expect(body['brand']).toMatchObject({
    displayName: 'Harbour & Söhne',
    colour: '#ffd400',
    shades: { light: { accent: '#877000' }, dark: { accent: '#ffd400' } },
  })
  expect(await newest()).toMatchObject({
    what: 'Changed the workspace settings',
    before: { brand: { displayName: null } },
    after: { brand: { displayName: 'Harbour & Söhne', colour: '#ffd400' } },
  })
  expect((await patch({ colour: null })).body['brand']).toMatchObject({
    displayName: 'Harbour & Söhne',
    colour: null,
  })
  expect((await api.ask('GET', '/workspace/shades?colour=%23ffd400')).body).toMatchObject({
    light: { accent: '#877000' },
  })
})

test.each([
  ['a colour by name', { colour: 'red' }, '/brand/colour'],
  ['three digits', { colour: '#fff' }, '/brand/colour'],
  ['a style in it', { colour: '#ffffff;}body{' }, '/brand/colour'],
  ['a name of nothing', { displayName: '  ' }, '/brand/displayName'],
  ['markup in a name', { displayName: '<b>We</b>' }, '/brand/displayName'],
  [
    'a line break, which ends a letter’s head',
    { displayName: 'We\r\nBcc: all@example.com' },
    '/brand/displayName',
  ],
])('%s is refused where it stands, and changes nothing', async (_, body, pointer) => {
  const before = await brand()
  const answer = await patch(body)
  expect(answer.status).toBe(422)
  expect(answer.body['errors']).toMatchObject([{ pointer: expect.stringContaining(pointer) }])
  expect(await brand()).toEqual(before)
})

test('a logo is drawn anew, read back, replaced and taken away; each is told once', async () => {
  const first = await send(await mark(0x16201bff), 'logo.png')
  expect(first.status).toBe(200)
  const logo = must(logoOf(first.body))
  expect(logo).toMatchObject({ width: 307, height: 96, ground: 'light' })
  expect(await newest()).toMatchObject({
    what: 'Gave the company a logo',
    before: { logo: null },
    after: { logo },
  })
  const read = await api.ask('GET', '/workspace/logo')
  expect(read.headers.get('content-type')).toBe('image/png')
  expect(read.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  const told = await newest()
  // The same again, by another name: nothing changed, nothing is told.
  expect(logoOf((await send(await mark(0x16201bff), 'other.png')).body)).toEqual(logo)
  expect(await newest()).toEqual(told)
  const second = must(logoOf((await send(await block(0x1f5494ff, 'image/jpeg'), 'logo.jpg')).body))
  expect(second.sha256).not.toBe(logo.sha256)
  expect(await newest()).toMatchObject({ what: 'Changed the company’s logo', before: { logo } })
  // Settings that somebody saves beside it leave it alone.
  expect(logoOf((await patch({ colour: '#1f5494' })).body)).toEqual(second)
  expect(logoOf((await api.ask('DELETE', '/workspace/logo')).body)).toBeNull()
  expect(await newest()).toMatchObject({ what: 'Took the company’s logo away' })
  expect((await api.ask('GET', '/workspace/logo')).status).toBe(404)
  expect(await office.within((sql) => sql('select 1 from brand_logo'))).toEqual([])
})

test.each([
  ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'can hold programs'],
  ['a page called a picture', Buffer.from('<html><script>alert(1)</script>'), 'are not taken'],
  ['half a PNG', Buffer.from('89504e470d0a1a0a0000000d4948445200000010', 'hex'), 'Send a PNG or a JPEG'],
])('%s is refused with words, and nothing is stored', async (_, bytes, words) => {
  const before = await brand()
  const answer = await send(bytes, 'logo.png')
  expect(answer.status).toBe(422)
  expect(answer.body['errors']).toEqual([{ pointer: '/file', detail: expect.stringContaining(words) }])
  expect(await brand()).toEqual(before)
})

test('who is no admin reads it, and changes nothing', async () => {
  const asked = { headers: bookkeeper }
  expect((await api.ask('GET', '/workspace/shades?colour=%23ffd400', undefined, asked)).status).toBe(200)
  for (const [method, path, body] of [
    ['PATCH', '/workspace', { brand: { displayName: 'Mine' } }],
    ['DELETE', '/workspace/logo', undefined],
    ['POST', '/workspace/logo', {}],
  ] as const) {
    const answer = await api.ask(method, path, body, asked)
    expect(answer.status).toBe(403)
    expect(answer.text).toContain('You are bookkeeper')
  }
})

test('while more are being drawn than anybody sets at a time, the next is sent away and nothing changes', async () => {
  let go: () => void = () => undefined
  hold = new Promise<void>((resolve) => {
    go = resolve
  })
  const picture = await block(0x1f5494ff, 'image/png', 40, 40)
  const waiting = Array.from({ length: 7 }, () => send(picture, 'logo.png'))
  const refused = await Promise.race(waiting)
  expect(refused).toMatchObject({ status: 503, body: { code: 'busy' } })
  go()
  const answers = (await Promise.all(waiting)).map(({ status }) => status)
  hold = Promise.resolve()
  expect(answers.filter((status) => status === 200)).toHaveLength(4)
  expect(answers.filter((status) => status === 503)).toHaveLength(3)
})

test('a client sees name, logo and colour; the logo is kept by its hash, and opens by no other link, hash or workspace', async () => {
  await patch({ displayName: 'Harbour & Söhne', colour: '#1f5494' })
  const { sha256 } = must(logoOf((await send(await mark(0xffffffff), 'white.png')).body))
  const { token, dealId } = await submitted()
  const { html, text, headers } = await open(`/portal/${token}`)
  expect(text).toContain('Harbour & Söhne')
  expect(html).toContain(':root{--accent:#1f5494;--accent-ink:#1f5494;--on-accent:#ffffff}')
  expect(html).toContain(
    `<img class="logo logo-dark" src="/portal/${token}/logo/${sha256}" width="154" height="48" alt=""/>`,
  )
  expect(headers.get('content-security-policy')).toContain("img-src 'self'")
  const logo = await open(`/portal/${token}/logo/${sha256}`)
  expect(logo.status).toBe(200)
  expect(logo.headers.get('content-type')).toBe('image/png')
  expect(logo.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
  expect(logo.headers.get('x-content-type-options')).toBe('nosniff')
  const link = await dealLinkFor(office, dealId, 'other@client.example')
  expect((await open(`/portal/${link}/logo/${sha256}`)).status).toBe(200)

  // Another workspace's logo is none by this link, and no link opens none: one answer for all of them.
  const theirs = 'c'.repeat(64)
  await other.within((sql) =>
    sql('insert into brand_logo (workspace_id, sha256, bytes) values ($1, $2, $3)', [
      other.workspaceId,
      theirs,
      Buffer.from('x'),
    ]),
  )
  const gone = [
    await open(`/portal/${token}/logo/${theirs}`),
    await open(`/portal/${token}/logo/${'f'.repeat(64)}`),
    await open(`/portal/${token}/logo/%27or`),
    await open(`/portal/${'x'.repeat(43)}/logo/${sha256}`),
  ]
  const strip = (page: string) => page.replace(/nonce="[^"]+"/g, '')
  for (const answer of gone) {
    expect(answer.status).toBe(404)
    expect(strip(answer.html)).toBe(strip(must(gone[0]).html))
  }
  await send(await mark(0x16201bff), 'dark.png')
  expect((await open(`/portal/${token}/logo/${sha256}`)).status).toBe(404)
})

test('a certificate says in which look it was given, and prints it', async () => {
  await patch({ displayName: 'Harbour & Söhne', colour: '#1f5494' })
  const { sha256 } = must(logoOf((await send(await mark(0xffffffff), 'white.png')).body))
  const { id } = await submitted()
  const { roundId } = await round(id)
  await office.within((sql) =>
    decideRound(sql, owner, decideParts(office.clock), {
      roundId,
      verdict: { decision: 'approve', reason: 'Seen' },
      recording: { approverId: '1', on: null, fileIds: [] },
    }),
  )
  const { content, fileId } = must((await office.within((sql) => listCertificates(sql, [id])))[0])
  expect(content).toMatchObject({ company: 'Harbour & Söhne', look: { accent: '#1f5494', logo: sha256 } })
  const paper = await office.within(async (sql) => {
    const file = must((await readFiles(sql, [fileId])).get(fileId))
    const [row] = await sql<{ bytes: Buffer }>('select bytes from file_bytes where sha256 = $1', [
      file.sha256,
    ])
    return must(row).bytes
  })
  expect(paper.toString('latin1')).toContain('/Subtype /Image')
  expect(wordsIn(paper).text).toContain('Harbour & Söhne')
})

test('letters are in the company’s name and colour, the logo travels with them, and nothing is fetched', async () => {
  await patch({ displayName: 'Harbour & Söhne', colour: '#1f5494' })
  await send(await mark(0x16201bff), 'logo.png')
  post.taken.length = 0
  const { dealId } = await submitted()
  await sendAll(dealId)
  const { raw } = must(post.taken[0])
  const page = raw.replace(/=\r?\n/g, '').replaceAll('=3D', '=')
  expect(page).toContain('src="cid:logo"')
  expect(page).toContain('background:#1f5494;color:#ffffff')
  expect(page).toMatch(/Content-Id: <logo>/i)
  expect(page).toMatch(/Content-Disposition: inline; filename=logo\.png/)
  expect(page).not.toMatch(/<img[^>]+src="http/)
  expect(raw).toMatch(/^From: =\?UTF-8\?.*Harbour/im)
  expect((await mails(dealId)).map(({ state }) => state)).toEqual(['delivered', 'delivered'])
  // Without a logo there is no picture, and no part for one.
  await api.ask('DELETE', '/workspace/logo')
  post.taken.length = 0
  await sendAll((await submitted()).dealId)
  expect(must(post.taken[0]).raw).not.toMatch(/cid:logo|image\/png/)
})
