/**
 * Goal: a note on a deal in HubSpot does not go on telling of an approval that was taken back, whatever gets lost, refused,
 * killed or deleted meanwhile, and what people wrote into it stays; a signed change order has a note as well. Method: the real
 * connectors and both vendors' stand-ins over HTTP, faults at each step, a database that is gone at any transaction.
 */
import { limits } from '../../config/limits'
import { lockNote } from '../../src/approvals/certificates/certificate-note-table'
import { listOrderCertificates } from '../../src/approvals/certificates/certificate-table'
import { takeBack } from '../../src/approvals/take-back'
import { approveChangeOrder } from '../../src/change-orders/decide-change-order'
import { draftChangeOrder } from '../../src/change-orders/draft-change-order'
import { sendChangeOrder } from '../../src/change-orders/send-change-order'
import { readBilledSoFar } from '../../src/invoices/books/read-billed-so-far'
import { followOrder } from '../../src/invoices/edited/follow-order'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { settleCertificate } from '../../src/writeback/settle-certificate'
import { decideParts } from '../fixtures/certificates'
import { type ApprovedDeal, approvedDeal } from '../fixtures/certified-deal'
import { deliver } from '../fixtures/deliver'
import { dyingDatabase } from '../fixtures/dying-database'
import { must } from '../fixtures/must'
import { adding } from '../fixtures/ordering'
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

const NOTES = '/crm/objects/2026-03/notes'

async function drain({ message }: ApprovedDeal): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) {
    await deliver(stage)
    if ((await message()).state === 'done') return
    stage.advance(limits.vendorStillWorkingMs + 5_000)
  }
  throw new Error(`the message never ended: ${JSON.stringify((await message()).fault)}`)
}

describe('an approval taken back after its note came to the deal', () => {
  const takeItBack = (one: ApprovedDeal) =>
    stage.within((sql) =>
      takeBack(sql, owner, billingByPolicy(stage.clock), {
        milestoneId: one.milestoneId,
        how: 'revoke',
        reason: 'Wrong <file>',
      }),
    )
  const NOTE = `${NOTES}/*`
  const noted = async () => {
    const one = await approvedDeal(stage, sales, 'prepare')
    await drain(one)
    return { one, noteId: must((await one.note()).noteId) }
  }
  const bodyOf = async (noteId: string) =>
    (
      await stage.hubspot.api<{ properties: Record<string, string> }>(
        'GET',
        `${NOTES}/${noteId}?properties=hs_note_body`,
      )
    ).properties['hs_note_body'] ?? ''
  const times = (body: string) => body.split('was taken back').length - 1

  test.each([
    ['nothing amiss', null],
    ['the reply is lost', { method: 'PATCH', path: NOTE, times: 1, effect: 'drop-reply' }],
    [
      'a 500 after it was done',
      { method: 'PATCH', path: NOTE, times: 2, effect: 'status', status: 500, executed: true },
    ],
    ['a 429', { method: 'PATCH', path: NOTE, times: 1, effect: 'status', status: 429 }],
    ['reading it fails', { method: 'GET', path: NOTE, times: 2, effect: 'status', status: 503 }],
  ])('the note says so once, above what people wrote into it: %s', async (_how, fault) => {
    const { one, noteId } = await noted()
    await stage.hubspot.api('PATCH', `${NOTES}/${noteId}`, {
      properties: { hs_note_body: `${await bodyOf(noteId)}<p>Seen by Rob</p>` },
    })
    await takeItBack(one)
    if (fault) await stage.hubspot.fault(fault)
    await drain(one)
    const body = await bodyOf(noteId)
    expect(times(body)).toBe(1)
    expect(body).toMatch(/^<p><strong>Taken back/)
    expect(body).toContain('Wrong &lt;file&gt;')
    expect(body).toContain('<p>Seen by Rob</p>')
    expect(await one.note()).toMatchObject({ state: 'amended', noteId })
    expect(await one.onDeal()).toHaveLength(1)
    expect(await one.questions()).toEqual([])
  })

  test('taken back while it is on its way there', async () => {
    const one = await approvedDeal(stage, sales, 'prepare')
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
    await takeItBack(one)
    await drain(one)
    const held = await one.note()
    expect(held.state).toBe('amended')
    expect(times(await bodyOf(must(held.noteId)))).toBe(1)
  })

  test('a process that dies at any of its transactions, and a note that somebody deleted', async () => {
    let deaths = 0
    for (let fatal = 1; fatal <= 4; fatal += 1) {
      for (const when of ['before', 'after'] as const) {
        const { one, noteId } = await noted()
        await takeItBack(one)
        const database = dyingDatabase(stage.database, fatal, when)
        await deliver(stage, { vendors: stage.vendors, database }).catch(() => {
          deaths += 1
        })
        stage.advance(limits.leaseMs + 1_000)
        await drain(one)
        expect(times(await bodyOf(noteId))).toBe(1)
      }
    }
    expect(deaths).toBeGreaterThanOrEqual(4)
    const { one, noteId } = await noted()
    await stage.hubspot.api('DELETE', `${NOTES}/${noteId}`)
    await takeItBack(one)
    await drain(one)
    expect((await one.note()).state).toBe('amended')
  })

  test('refused, a person is asked: again, or as it is', async () => {
    const refused = async () => {
      const { one, noteId } = await noted()
      await takeItBack(one)
      await stage.hubspot.fault({ method: 'PATCH', path: NOTE, times: 1, effect: 'status', status: 400 })
      await deliver(stage)
      expect(await one.questions()).toContain(
        'refused: HubSpot still shows that “Design & more” was accepted',
      )
      return { one, noteId }
    }
    const settle = ({ certificateId }: ApprovedDeal, action: string) =>
      stage.within((sql) => settleCertificate(sql, owner, certificateId, action))
    const again = await refused()
    await settle(again.one, 'retry')
    await drain(again.one)
    expect(times(await bodyOf(again.noteId))).toBe(1)
    const left = await refused()
    await settle(left.one, 'leave_out')
    for (let turn = 0; turn < 2; turn += 1) await deliver(stage)
    expect(times(await bodyOf(left.noteId))).toBe(0)
    for (const { one } of [again, left]) {
      expect((await one.questions()).filter((each) => each.startsWith('refused'))).toEqual([])
    }
  })
})

test('a signed change order comes to its deal too, with its paper', async () => {
  const one = await approvedDeal(stage, sales, 'prepare')
  const { changeOrderId } = await stage.within((sql) =>
    draftChangeOrder(sql, owner, {
      dealId: one.dealId,
      reason: 'A second <language>',
      lines: [adding('Dutch', '1250.00')],
    }),
  )
  const parts = { ...decideParts(stage.clock), billedSoFar: readBilledSoFar, followOrder }
  await stage.within((sql) => sendChangeOrder(sql, owner, parts, { changeOrderId, ifVersion: null }))
  const more = { on: null, signedBy: 'Ana Ruiz', reason: 'By telephone', fileIds: [], ifVersion: null }
  await stage.within((sql) => approveChangeOrder(sql, owner, parts, { changeOrderId, ...more }))
  const [paper] = await stage.within((sql) => listOrderCertificates(sql, [changeOrderId]))
  const { certificateId, number } = must(paper)
  const noteOf = () => stage.within((sql) => lockNote(sql, certificateId))
  for (let turn = 0; turn < 8 && (await noteOf())?.state !== 'noted'; turn += 1) {
    await deliver(stage)
    stage.advance(5_000)
  }
  const { noteId } = must(await noteOf())
  const note = await stage.hubspot.api<{ properties: Record<string, string> }>(
    'GET',
    `${NOTES}/${noteId}?properties=hs_note_body,hs_attachment_ids`,
  )
  expect(note.properties['hs_note_body']).toContain('Change order certificate</strong>: CO-1')
  expect(note.properties['hs_note_body']).toContain(
    '$2,250.00 with it. Agreed to by Ana Ruiz, as recorded by',
  )
  expect(note.properties['hs_note_body']).toContain(number)
  expect(note.properties['hs_attachment_ids']).toBe((await noteOf())?.hubspotFileId)
})
