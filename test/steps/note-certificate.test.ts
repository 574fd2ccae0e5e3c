/**
 * Goal: the certificate of an approval stands on its deal in HubSpot once, with its file, whatever gets lost, refused,
 * killed, deleted or merged meanwhile; and beside the evidence on the invoice in QuickBooks. Method: the real connectors and
 * both vendors' stand-ins over HTTP, faults at each step, a database that is gone at any transaction.
 */
import { limits } from '../../config/limits'
import { takeBack } from '../../src/approvals/take-back'
import { sha256Of } from '../../src/documents/file-bytes'
import { readFiles } from '../../src/documents/file-table'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { settleCertificate } from '../../src/writeback/settle-certificate'
import { filesOf } from '../fixtures/attaching'
import { billingOf } from '../fixtures/billing'
import { type ApprovedDeal, approvedDeal } from '../fixtures/certified-deal'
import { deliver } from '../fixtures/deliver'
import { dyingDatabase } from '../fixtures/dying-database'
import { must } from '../fixtures/must'
import { owner, readCompany } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

jest.setTimeout(120_000)

let stage: Stage
let sales: Salesperson
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 400 })
  sales = salesperson(stage)
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.hubspot.clearFaults()
  await stage.hubspot.turn({ search_delay: '200ms' })
  await stage.hubspot.clearLog()
})

const FILES = '/files/2026-03/files'
const NOTES = '/crm/objects/2026-03/notes'

const approved = () => approvedDeal(stage, sales)

async function drain({ message }: ApprovedDeal): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) {
    await deliver(stage)
    if ((await message()).state === 'done') return
    stage.advance(limits.vendorStillWorkingMs + 5_000)
  }
  throw new Error(`the message never ended: ${JSON.stringify((await message()).fault)}`)
}

async function expectOnce(one: ApprovedDeal): Promise<void> {
  // What was just written is found after the list's lag.
  stage.advance(60_000)
  const notes = await one.onDeal()
  expect(notes).toHaveLength(1)
  const { properties, id } = must(notes[0])
  const held = await one.note()
  expect(held).toMatchObject({ state: 'noted', noteId: id })
  expect(properties['hs_attachment_ids']).toBe(held.hubspotFileId)
  expect((await one.message()).state).toBe('done')
}

test('file and note come to the deal, and the paper to the invoice, byte for byte', async () => {
  const one = await approved()
  await drain(one)
  await expectOnce(one)
  const [note] = await one.onDeal()
  const body = must(note).properties['hs_note_body']
  expect(body).toContain('Design &amp; more')
  expect(body).toContain(`https://milepost.example/verify/${one.number}`)
  expect(body).toContain('Accepted by Ana Ruiz')
  const { results } = await stage.hubspot.api<{ results: { toObjectId: number }[] }>(
    'GET',
    `/crm/objects/2026-03/deals/${one.dealId}/associations/notes`,
  )
  expect(results.map(({ toObjectId }) => String(toObjectId))).toEqual([must(note).id])
  const fileId = must((await one.note()).hubspotFileId)
  expect(await stage.hubspot.api('GET', `${FILES}/${fileId}`)).toMatchObject({
    path: `/Milepost/certificates/${one.number}.pdf`,
    access: 'PRIVATE',
  })
  const { url } = await stage.hubspot.api<{ url: string }>('GET', `${FILES}/${fileId}/signed-url`)
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer())
  const paper = must((await stage.within((sql) => readFiles(sql, [one.fileId]))).get(one.fileId))
  expect(sha256Of(bytes)).toBe(paper.sha256)

  for (let turn = 0; turn < 3; turn += 1) await deliver(stage)
  const bill = await billingOf(stage, one)
  const [invoice] = await bill.inQuickBooks()
  expect(await filesOf(stage, must(invoice).Id)).toMatchObject([
    {
      FileName: 'M1 Design & more – acceptance certificate.pdf',
      ContentType: 'application/pdf',
      Note: expect.stringContaining(paper.sha256),
    },
  ])
})

test.each([
  ['lost', FILES, { effect: 'drop-reply' }],
  ['cut before', FILES, { effect: 'reset' }],
  ['late', FILES, { effect: 'delay', delayMs: 900 }],
  ['answered with nothing', FILES, { effect: 'empty-200' }],
  ['a 500', FILES, { effect: 'status', status: 500 }],
  ['a 429', FILES, { effect: 'status', status: 429 }],
  ['lost', NOTES, { effect: 'drop-reply' }],
  ['cut before', NOTES, { effect: 'reset' }],
  ['late', NOTES, { effect: 'delay', delayMs: 900 }],
  ['answered with nothing', NOTES, { effect: 'empty-200' }],
  ['a 500', NOTES, { effect: 'status', status: 500 }],
  ['a 500 after it was done', NOTES, { effect: 'status', status: 500, executed: true }],
  ['a page instead', NOTES, { effect: 'html' }],
  ['half an answer', NOTES, { effect: 'malformed' }],
  ['a 503', NOTES, { effect: 'status', status: 503 }],
  ['a 429', NOTES, { effect: 'status', status: 429 }],
])('%s at %s: once all the same', async (_how, path, fault) => {
  const one = await approved()
  await stage.hubspot.fault({ method: 'POST', path, times: 1, ...fault })
  await drain(one)
  await expectOnce(one)
  expect(await one.questions()).toEqual([])
})

test.each(['none', '2s', '30s'])('HubSpot shows new notes after %s: still once', async (search_delay) => {
  await stage.hubspot.turn({ search_delay })
  const one = await approved()
  await stage.hubspot.fault({ method: 'POST', path: NOTES, times: 1, effect: 'drop-reply' })
  await drain(one)
  await expectOnce(one)
})

test('looking fails too: it is not made again before it was looked for', async () => {
  const one = await approved()
  await stage.hubspot.fault(
    { method: 'POST', path: NOTES, times: 1, effect: 'drop-reply' },
    {
      method: 'GET',
      path: `/crm/objects/2026-03/deals/${one.dealId}/associations/notes`,
      times: 3,
      effect: 'status',
      status: 500,
    },
  )
  await drain(one)
  await expectOnce(one)
})

test('a process that dies at any of its transactions', async () => {
  let deaths = 0
  for (let fatal = 1; fatal <= 9; fatal += 1) {
    for (const when of ['before', 'after'] as const) {
      const one = await approved()
      const database = dyingDatabase(stage.database, fatal, when)
      await deliver(stage, { vendors: stage.vendors, database }).catch((error: Error) => {
        expect(error.message).toBe('killed')
        deaths += 1
      })
      stage.advance(limits.leaseMs + 1_000)
      await drain(one)
      await expectOnce(one)
    }
  }
  expect(deaths).toBeGreaterThanOrEqual(12)
})

test('a refusal is a question: again, or without it', async () => {
  const refused = async () => {
    const one = await approved()
    await stage.hubspot.fault({ method: 'POST', path: NOTES, times: 1, effect: 'status', status: 400 })
    for (let turn = 0; turn < 3; turn += 1) await deliver(stage)
    expect((await one.note()).state).toBe('refused')
    expect(await one.questions()).toEqual(['refused: HubSpot refused the certificate of “Design & more”'])
    return one
  }
  const settle = (one: ApprovedDeal, action: string) =>
    stage.within((sql) => settleCertificate(sql, owner, one.certificateId, action))
  const again = await refused()
  await settle(again, 'retry')
  await drain(again)
  await expectOnce(again)
  expect(await again.questions()).toEqual([])
  const without = await refused()
  await settle(without, 'leave_out')
  expect(await without.note()).toMatchObject({ state: 'left_out' })
  expect(await without.questions()).toEqual([])
  for (let turn = 0; turn < 3; turn += 1) await deliver(stage)
  expect(await without.onDeal()).toEqual([])
  // Settled is settled.
  await settle(without, 'retry')
  expect(await without.note()).toMatchObject({ state: 'left_out' })
})

test('a note that may be there is not left out', async () => {
  const one = await approved()
  await stage.hubspot.fault(
    { method: 'POST', path: NOTES, times: 1, effect: 'drop-reply' },
    {
      method: 'GET',
      path: `/crm/objects/2026-03/deals/${one.dealId}/associations/notes`,
      times: 1,
      effect: 'status',
      status: 500,
    },
  )
  await deliver(stage)
  expect((await one.note()).state).toBe('noting')
  await expect(
    stage.within((sql) => settleCertificate(sql, owner, one.certificateId, 'cancel')),
  ).rejects.toMatchObject({ code: 'nothing_to_cancel' })
  await drain(one)
  await expectOnce(one)
})

test('an approval taken back before is not told on the deal', async () => {
  const one = await approved()
  await stage.within((sql) =>
    takeBack(sql, owner, billingByPolicy(stage.clock), {
      milestoneId: one.milestoneId,
      how: 'revoke',
      reason: 'Wrong file',
    }),
  )
  await drain(one)
  expect(await one.note()).toMatchObject({ state: 'left_out' })
  expect(await one.onDeal()).toEqual([])
})

test('a deal in the recycle bin gets it once it is restored', async () => {
  const one = await approved()
  await sales.remove(one.dealId)
  // Nobody has heard of it yet: HubSpot says so.
  await deliver(stage)
  expect((await one.message()).state).not.toBe('done')
  await sales.rings(one.dealId)
  stage.advance(2 * 60 * 60_000)
  await deliver(stage)
  expect((await one.note()).state).not.toBe('noted')
  await sales.restore(one.dealId)
  await sales.sweep()
  stage.advance(2 * 60 * 60_000)
  await drain(one)
  await expectOnce(one)
})

test('a deal that was merged: it stands on the survivor', async () => {
  const one = await approved()
  const other = await sales.create({ dealname: 'The other' })
  await sales.rings(other)
  const survivor = await sales.merge(other, one.dealId)
  await sales.rings(other, one.dealId, survivor)
  stage.advance(60_000)
  await drain(one)
  await expectOnce(one)
  expect((await one.note()).dealId).toBe(survivor)
})
