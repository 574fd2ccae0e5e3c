/**
 * Goal: whatever QuickBooks does to the creation, the files and the e-mail of invoices, in the end there is one invoice of
 * each, every file on it once, and one e-mail. Method: each fault on each step, ten seeds each; a seed says how many calls
 * of that step go well before the next is struck. A person who is asked answers. QuickBooks ignores every requestid.
 */
import { createHash } from 'node:crypto'
import { limits } from '../../config/limits'
import { retryAttachments } from '../../src/invoices/attachments/settle-attachments'
import { setSendState } from '../../src/invoices/intent-table'
import { wakeMessage } from '../../src/outbox/outbox-table'
import { addEvidence, type BillWithFiles, beginWork, complete, seeInQuickBooks } from '../fixtures/attaching'
import { deliver } from '../fixtures/deliver'
import { owner, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 150 })
  await readCompany(stage)
  await stage.quickbooks.turn({ requestid: 'ignore' })
})
afterAll(() => stage.close())
afterEach(() => stage.quickbooks.clearFaults())

const steps = {
  create: '/v3/company/*/invoice',
  attach: '/v3/company/*/upload',
  send: '/v3/company/*/invoice/*/send',
} as const
const faults = [
  { effect: 'drop-reply' },
  { effect: 'reset' },
  { effect: 'status', status: 500, executed: false },
  { effect: 'status', status: 500, executed: true },
  { effect: 'status', status: 429 },
  { effect: 'hang', executed: false },
  { effect: 'hang', executed: true },
  { effect: 'malformed' },
  { effect: 'html', executed: true },
  { effect: 'fault-200', executed: false },
  { effect: 'empty-200', executed: false },
  { effect: 'empty-200', executed: true },
]
const SEEDS = 10

/** How many calls go well before the next is struck. */
const skipOf = (words: string, seed: number): number =>
  (createHash('sha256').update(`${words} ${seed}`).digest()[0] ?? 0) % 3

const isOver = async (bill: BillWithFiles) => ['done', 'refused'].includes((await bill.message()).state)

/** Turns and waits until no message waits for anything but a person. */
async function drain(bills: readonly BillWithFiles[]): Promise<void> {
  for (let turn = 0; turn < 15; turn += 1) {
    await deliver(stage)
    const over = await Promise.all(bills.map(isOver))
    if (over.every(Boolean)) return
    stage.advance(limits.vendorStillWorkingMs + 5_000)
  }
  throw new Error('the messages never ended')
}

/** A person who is asked says: again. One who looks into QuickBooks first says so only where nothing went out. */
async function answer(bills: readonly BillWithFiles[]): Promise<void> {
  const seen = await seeInQuickBooks(stage, bills)
  for (const [at, bill] of bills.entries()) {
    const [intent, message] = [await bill.intent(), await bill.message()]
    const unsent = intent.sendState === 'unclear' && seen[at]?.mails.length === 0
    if (message.state !== 'refused' && !unsent) continue
    await stage.within(async (sql) => {
      await retryAttachments(sql, owner, intent.intentId)
      if (unsent) await setSendState(sql, intent.intentId, 'wanted')
      await wakeMessage(sql, message.messageId)
    })
  }
}

describe.each(['create', 'attach', 'send'] as const)('while it is to %s', (step) => {
  test.each(faults)('%j: one invoice, its files once, one e-mail', async (fault) => {
    const files = step === 'attach' ? ['Photos.pdf', 'Report.pdf'] : ['Photos.pdf']
    const bills: BillWithFiles[] = []
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const work = await beginWork(stage, { delivery: 'send' })
      for (const name of files) await addEvidence(stage, work.milestoneId, name)
      bills.push(await complete(stage, work))
    }
    await stage.quickbooks.fault(
      ...bills.map((_, at) => ({
        method: 'POST',
        path: steps[step],
        times: 1,
        skip: skipOf(`${step} ${JSON.stringify(fault)}`, at + 1),
        ...fault,
      })),
    )
    await drain(bills)
    await stage.quickbooks.clearFaults()
    await answer(bills)
    await drain(bills)
    const seen = await seeInQuickBooks(stage, bills)
    for (const [at, bill] of bills.entries()) {
      const { state } = await bill.intent()
      // A plain no to the creation, in a 200, leaves nothing: a person is asked.
      const isRefused = step === 'create' && fault.effect === 'fault-200' && state === 'refused'
      expect({ seed: at + 1, state, ...seen[at] }).toEqual(
        isRefused
          ? { seed: at + 1, state, invoices: 0, files: [], mails: [] }
          : { seed: at + 1, state: 'posted', invoices: 1, files, mails: [files] },
      )
    }
  })
})
