/**
 * Goal: one invoice, every file once and one e-mail at most, whenever the process dies and however many processes there
 * are. Method: the real connector and QuickBooks' stand-in; a database that is gone at any transaction.
 */
import { limits } from '../../config/limits'
import { attachFiles } from '../../src/invoices/attachments/attach-files'
import { type BillWithFiles, beginAttaching } from '../fixtures/attaching'
import { deliver } from '../fixtures/deliver'
import { dyingDatabase } from '../fixtures/dying-database'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

// Sixty invoices, each killed and carried on: a busy machine may take its time.
jest.setTimeout(120_000)

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 300 })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.turn({ requestid: 'replay' })
  await stage.quickbooks.clearLog()
})

const ALL = ['Photos.pdf', 'Report.pdf', 'SOW.pdf']

async function drain(bill: BillWithFiles): Promise<void> {
  for (let turn = 0; turn < 15; turn += 1) {
    await deliver(stage)
    if ((await bill.message()).state === 'done') return
    stage.advance(limits.vendorStillWorkingMs + 5_000)
  }
  throw new Error(`the message never ended: ${JSON.stringify((await bill.message()).fault)}`)
}

async function expectWhole(bill: BillWithFiles): Promise<{ mails: number }> {
  expect(await bill.inQuickBooks()).toHaveLength(1)
  expect((await bill.filesInQuickBooks()).map(({ FileName }) => FileName)).toEqual(ALL)
  expect((await bill.attachments()).map(({ state }) => state)).toEqual(['attached', 'attached', 'attached'])
  const mails = await bill.mails()
  expect(mails.length).toBeLessThanOrEqual(1)
  for (const mail of mails) expect(mail.files).toEqual(ALL)
  // Where the e-mail may never have left, a person is asked; otherwise it left.
  expect(await bill.questions()).toEqual(mails.length === 1 ? [] : ['unclear'])
  return { mails: mails.length }
}

test.each([
  'replay',
  'ignore',
])('a process that dies at any of its transactions (requestid %s)', async (requestid) => {
  await stage.quickbooks.turn({ requestid })
  let deaths = 0
  let unsent = 0
  for (let fatal = 1; fatal <= 15; fatal += 1) {
    for (const when of ['before', 'after'] as const) {
      const bill = await beginAttaching(stage)
      const database = dyingDatabase(stage.database, fatal, when)
      await deliver(stage, { vendors: stage.vendors, database }).catch((error: Error) => {
        expect(error.message).toBe('killed')
        deaths += 1
      })
      stage.advance(limits.leaseMs + 1_000)
      await drain(bill)
      unsent += 1 - (await expectWhole(bill)).mails
    }
  }
  // Every transaction of the way was hit, and the e-mail was lost only where it had begun and not left.
  expect(deaths).toBeGreaterThanOrEqual(26)
  expect(unsent).toBe(1)
})

test('several processes with the same message at once attach each file once', async () => {
  await stage.quickbooks.turn({ requestid: 'ignore' })
  const other = stage.anotherProcess()
  for (let time = 0; time < 5; time += 1) {
    const bill = await beginAttaching(stage)
    await stage.quickbooks.fault({
      method: 'POST',
      path: '/v3/company/*/upload',
      times: 1,
      effect: 'status',
      status: 429,
    })
    await deliver(stage)
    const message = await bill.message()
    await Promise.all(
      [stage, other, stage, other].map(async (each) =>
        attachFiles(
          { database: each.database, clock: stage.clock, random: () => 0.5 },
          await each.vendors.quickbooks(stage.workspaceId),
          stage.workspaceId,
          message,
        ),
      ),
    )
    stage.advance(limits.vendorStillWorkingMs)
    await drain(bill)
    expect((await expectWhole(bill)).mails).toBe(1)
  }
})
