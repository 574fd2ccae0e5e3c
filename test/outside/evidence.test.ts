/**
 * Goal: evidence comes in at its milestone, goes out with the invoice, and a file that QuickBooks refuses is a question
 * that a person settles over HTTP. Method: the built program with its stand-ins, from outside, by every role.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import type { DealPageView } from '../../src/http/contract/deal'
import type { FileView } from '../../src/http/contract/document'
import type { AttachmentsView } from '../../src/http/contract/evidence'
import { must } from '../fixtures/must'
import { pdf, png, webp } from '../fixtures/sample-files'
import { type ContractStage, openContractStage, plan, upload } from './contract-stage'

let stage: ContractStage
beforeAll(async () => {
  stage = await openContractStage()
}, 120_000)
afterAll(() => stage.close())

const as = (role: string) => must(stage.tokens[role])
let pages = 0
const page = () => {
  pages += 1
  return pdf(`/Title(evidence ${pages})`)
}
const ask = async <T>(method: string, address: string, body?: unknown): Promise<T> => {
  const answer = await stage.ask(method, `/api/v1${address}`, { body })
  expect([answer.status, answer.body['detail']]).toEqual([expect.any(Number), undefined])
  return answer.body as T
}

/** A milestone of a deal of its own, that is e-mailed once it is completed. */
let nextDeal = 1
async function aMilestone(): Promise<{ dealId: string; id: string }> {
  const { items } = await ask<{ items: { id: string; scheduled: boolean }[] }>('GET', '/deals?limit=100')
  const dealId = must(items.filter((deal) => !deal.scheduled)[nextDeal]).id
  nextDeal += 1
  const draft = plan({
    delivery: 'send',
    milestones: [
      { name: 'Design', amount: { amount: '1000.00', currency: 'USD' }, evidenceRequired: ['Photos'] },
    ],
  })
  await ask('PUT', `/deals/${dealId}/schedule`, draft)
  const { milestones } = await ask<DealPageView>('GET', `/deals/${dealId}`)
  return { dealId, id: must(milestones[0]).id }
}
const add = (id: string, name: string, bytes: Uint8Array = page()) =>
  ask<FileView>('POST', `/milestones/${id}/evidence`, upload(bytes, name, { note: 'taken on site' }))
const attachments = (id: string) => ask<AttachmentsView>('GET', `/milestones/${id}/attachments`)
const door = (method: string, path: string, body?: object) =>
  fetch(`${stage.embedded.at.quickbooks.baseUrl}/simulator${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })

async function until<T>(look: () => Promise<T>, is: (seen: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 300; tries += 1) {
    const seen = await look()
    if (is(seen)) return seen
    await pause(100)
  }
  throw new Error('it never came')
}

test('a photo is taken up to be drawn small by itself, before anybody looks at it', async () => {
  const { id } = await aMilestone()
  const { sha256 } = await add(id, 'site.png', png)
  const database = new Client({ connectionString: stage.embedded.databaseUrl })
  await database.connect()
  try {
    await database.query('set role milepost_app')
    const { workspaceId } = await ask<{ workspaceId: string }>('GET', '/me')
    await database.query("select set_config('milepost.workspace', $1, false)", [workspaceId])
    // The thread that draws is a program of the build alone: here it is seen that somebody tried.
    const tried = async () => {
      const { rows } = await database.query('select 1 from milepost.thumbnail where sha256 = $1', [sha256])
      return rows.length > 0
    }
    await until(tried, (is) => is)
  } finally {
    await database.end()
  }
})

test('it is added by members, listed by viewers, and removed while the work is open', async () => {
  const { id } = await aMilestone()
  const address = `/api/v1/milestones/${id}/evidence`
  const form = () => upload(page(), 'Photos.pdf')
  expect((await stage.ask('POST', address, { body: form(), token: as('viewer') })).status).toBe(403)
  const added = await stage.ask('POST', address, { body: form(), token: as('member') })
  expect(added.status).toBe(201)
  expect(added.body).toMatchObject({
    name: 'Photos.pdf',
    type: 'application/pdf',
    kind: 'evidence',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    keptBecause: null,
  })
  const listed = await stage.ask('GET', address, { token: as('viewer') })
  expect(listed.body['items']).toMatchObject([{ id: added.body['id'] }])
  const one = `${address}/${String(added.body['id'])}`
  expect((await stage.ask('DELETE', one, { token: as('viewer') })).status).toBe(403)
  expect((await stage.ask('DELETE', one, { token: as('member') })).status).toBe(204)
  expect((await stage.ask('DELETE', one, { token: as('member') })).status).toBe(404)
  expect((await stage.ask('GET', address)).body).toEqual({ items: [], next: null })
})

test('what QuickBooks would not take is named before anything is billed, and the rest is listed', async () => {
  const { id } = await aMilestone()
  await add(id, 'Roof.webp', webp)
  await add(id, 'Report.pdf')
  expect((await attachments(id)).ahead).toMatchObject([
    { name: 'Roof.webp', leftOutBecause: expect.stringContaining('takes no .webp files') },
    { name: 'Report.pdf', kind: 'evidence', leftOutBecause: null },
  ])
  const checks = Object.values(
    await ask<Record<string, { check: string; ok: boolean; detail: string }>>(
      'GET',
      `/milestones/${id}/preflight`,
    ),
  )
  expect(checks.filter(({ check }) => check === 'attachments')).toMatchObject([
    { ok: true, detail: expect.stringContaining('“Roof.webp” does not go with the invoice') },
  ])
})

test('a refused upload is a question; left out, the invoice goes with the rest, once', async () => {
  const { id, dealId } = await aMilestone()
  await add(id, 'Photos.pdf')
  await add(id, 'Report.pdf')
  // The stage lets every creation fail.
  await door('DELETE', '/faults')
  await door('POST', '/faults', {
    faults: [{ method: 'POST', path: '/v3/company/*/upload', effect: 'status', status: 400, times: 1 }],
  })
  await ask('POST', `/milestones/${id}/complete`, {})
  const open = await until(
    () => ask<DealPageView>('GET', `/deals/${dealId}`),
    ({ attention }) => attention.some((item) => item.title.includes('“Photos.pdf”')),
  )
  const item = must(open.attention.find(({ kind }) => kind === 'refused'))
  expect(item.actions.map(({ label }) => label)).toEqual(['Try again', 'Send without it'])
  const { items } = await ask<{
    items: { dealId: string; what: string; state: string; canCancel: boolean }[]
  }>('GET', '/owed')
  // The deal's own figures may be on their way to HubSpot beside it.
  expect(
    items.find((owed) => owed.dealId === dealId && !owed.what.startsWith('Write the figures')),
  ).toMatchObject({
    what: expect.stringMatching(/^(?:E-mail|Attach the files of) the invoice of \$[\d,.]+ to .+$/),
    state: 'refused',
    canCancel: false,
  })
  const settle = { body: { action: 'leave_out' }, token: as('member') }
  expect((await stage.ask('POST', `/api/v1/attention/${item.id}/settle`, settle)).status).toBe(403)
  await ask('POST', `/attention/${item.id}/settle`, { action: 'leave_out' })
  const sent = await until(
    async () => (await (await door('GET', '/mails')).json()) as { items: { id: string; files: string[] }[] },
    (mails) => mails.items.some(({ files }) => files.includes('Report.pdf')),
  )
  expect(sent.items.filter(({ files }) => files.includes('Report.pdf'))).toMatchObject([
    { files: ['Report.pdf'] },
  ])
  const [invoice] = (await attachments(id)).invoices
  expect(invoice?.files).toMatchObject([
    { name: 'Photos.pdf', state: 'left_out', because: expect.stringContaining('left it out') },
    { name: 'Report.pdf', state: 'attached', because: null },
  ])
  expect((await attachments(id)).ahead).toEqual([])
})

test('which files go is the workspace’s choice; an unknown kind, or one twice, changes nothing', async () => {
  const { milestone: id } = stage.ids
  await add(id, 'Report.pdf')
  const choose = (attach: string[]) =>
    stage.ask('PATCH', '/api/v1/workspace', { body: { billing: { attach } } })
  expect((await choose(['evidence', 'evidence'])).status).toBe(422)
  expect((await choose(['invoice'])).status).toBe(422)
  expect((await attachments(id)).ahead).not.toEqual([])
  expect((await choose([])).status).toBe(200)
  expect((await attachments(id)).ahead).toEqual([])
  expect((await choose(['evidence', 'agreement'])).status).toBe(200)
})
