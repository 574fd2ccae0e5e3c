/**
 * Goal: what belongs to an invoice is attached to it once, before it is e-mailed, and never to another one. Method: the
 * real connector and QuickBooks' stand-in over HTTP, which loses, refuses and delays uploads; people edit in between.
 */
import { limits } from '../../config/limits'
import { leaveRefusedOut, retryAttachments } from '../../src/invoices/attachments/settle-attachments'
import { lockIntent } from '../../src/invoices/intent-table'
import { wakeMessage } from '../../src/outbox/outbox-table'
import {
  addDealFile,
  addEvidence,
  type BillWithFiles,
  beginAttaching,
  beginWork,
  complete,
} from '../fixtures/attaching'
import { editInvoice } from '../fixtures/billing'
import { deliver, deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { owner, readCompany } from '../fixtures/plan'
import { webp } from '../fixtures/sample-files'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 300 })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.turn({ 'upload-types': 'refuse' })
  await stage.quickbooks.clearLog()
})

const UPLOAD = '/v3/company/*/upload'
const uploads = () => stage.quickbooks.count('POST', /\/upload$/)
const looks = async () =>
  (await stage.quickbooks.log()).filter((each) => each.query['query']?.includes('Attachable') === true).length
const states = async (bill: BillWithFiles) => (await bill.attachments()).map(({ state }) => state)
const names = async (bill: BillWithFiles) => (await bill.filesInQuickBooks()).map(({ FileName }) => FileName)
const ALL = ['Photos.pdf', 'Report.pdf', 'SOW.pdf']

test('evidence and the agreement are attached before the e-mail, which takes them along', async () => {
  const bill = await beginAttaching(stage)
  await stage.quickbooks.clearLog()
  expect(await deliver(stage)).toBe(1)
  const asked = (await stage.quickbooks.log())
    .filter(({ method }) => method === 'POST')
    .map(({ path }) => path.replace(/.*\/\d+\//, '').replace(/\d+/, '1'))
  expect(asked).toEqual(['invoice', 'upload', 'upload', 'upload', 'send'])
  expect(await bill.mails()).toMatchObject([{ kind: 'Invoice', files: ALL }])
  expect(await states(bill)).toEqual(['attached', 'attached', 'attached'])
  const [photos] = await bill.filesInQuickBooks()
  const [kept] = await bill.attachments()
  expect(photos).toMatchObject({
    Id: must(kept).attachableId,
    FileName: 'Photos.pdf',
    ContentType: 'application/pdf',
    Note: `${bill.marker} sha256 ${must(kept).file.sha256}`,
  })
  expect(await bill.message()).toMatchObject({ state: 'done' })
  const attempts = await stage.within((sql) =>
    sql<{ step: string; outcome: string }>(
      'select step, outcome from send_attempt where intent_id = (select max(intent_id::text)::uuid from invoice_attachment where note like $1) order by attempt_id',
      [`${bill.marker}%`],
    ),
  )
  expect(attempts.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
    'create done',
    'attach done',
    'attach done',
    'attach done',
    'send done',
  ])
})

test('an invoice that is only posted gets its files too, marked for whoever e-mails it later', async () => {
  const bill = await beginAttaching(stage, { delivery: 'post' })
  await deliverAll(stage)
  const files = await bill.filesInQuickBooks()
  expect(files.map(({ FileName }) => FileName)).toEqual(ALL)
  expect(files.every(({ AttachableRef }) => AttachableRef?.[0]?.IncludeOnSend === true)).toBe(true)
  expect(await bill.mails()).toEqual([])
  expect(await bill.message()).toMatchObject({ state: 'done' })
})

test('the files are those of the decision: what comes later goes with the next invoice', async () => {
  const work = await beginWork(stage, { delivery: 'send' })
  await addDealFile(stage, work.dealId, 'agreement', 'SOW.pdf')
  const bill = await complete(stage, work)
  await addDealFile(stage, work.dealId, 'agreement', 'SOW amended.pdf')
  await addDealFile(stage, work.dealId, 'sign_off', 'Sign-off.pdf')
  await deliverAll(stage)
  expect(await names(bill)).toEqual(['SOW.pdf'])
})

test('the same bytes as evidence and as the agreement are attached once', async () => {
  const work = await beginWork(stage, { delivery: 'send' })
  const { sha256 } = await addEvidence(stage, work.milestoneId, 'Report.txt', Buffer.from('All is well.\n'))
  await addDealFile(stage, work.dealId, 'agreement', 'Agreement.txt', Buffer.from('All is well.\n'))
  const bill = await complete(stage, work)
  await deliverAll(stage)
  expect((await bill.attachments()).map(({ file }) => file.sha256)).toEqual([sha256])
  expect(await bill.filesInQuickBooks()).toMatchObject([
    { FileName: 'Report.txt', ContentType: 'text/plain' },
  ])
})

test('what QuickBooks does not take is left out and said, and the invoice goes', async () => {
  const work = await beginWork(stage, { delivery: 'send' })
  await addEvidence(stage, work.milestoneId, 'Roof.webp', webp)
  await addEvidence(stage, work.milestoneId, 'Report.pdf')
  const bill = await complete(stage, work)
  await deliverAll(stage)
  expect(await names(bill)).toEqual(['Report.pdf'])
  expect((await bill.attachments()).map(({ state, leftOutBecause }) => [state, leftOutBecause])).toEqual([
    ['left_out', 'QuickBooks takes no .webp files. Save it as PDF to have it attached.'],
    ['attached', null],
  ])
  expect(await bill.mails()).toMatchObject([{ files: ['Report.pdf'] }])
  expect(await bill.questions()).toEqual([])
})

describe('a file that QuickBooks refuses', () => {
  async function refused(delivery: 'send' | 'post'): Promise<BillWithFiles> {
    const bill = await beginAttaching(stage, { delivery })
    const fault = { method: 'POST', path: UPLOAD, skip: 1, times: 1, effect: 'status', status: 400 }
    await stage.quickbooks.fault(fault)
    await deliverAll(stage)
    return bill
  }
  const question = async (bill: BillWithFiles) =>
    stage.within(async (sql) =>
      must(
        (
          await sql<{ title: string; detail: string; actions: { label: string }[] }>(
            'select title, detail, actions from attention where deal_id = $1 and settled_at is null',
            [bill.dealId],
          )
        )[0],
      ),
    )

  test('is a question; the other files are attached, the invoice stays one, and nobody is written to', async () => {
    const bill = await refused('send')
    expect(await states(bill)).toEqual(['attached', 'refused', 'attached'])
    expect(await names(bill)).toEqual(['Photos.pdf', 'SOW.pdf'])
    expect(await bill.mails()).toEqual([])
    expect(await bill.message()).toMatchObject({ state: 'refused', fault: { status: 400 } })
    const { title, detail, actions } = await question(bill)
    expect(title).toMatch(/^QuickBooks refused “Report.pdf” for an invoice of \$1,234.56 to Amy/)
    expect(detail).toContain('The invoice exists, and was not e-mailed yet.')
    expect(actions.map(({ label }) => label)).toEqual(['Try again', 'Send without it'])
    stage.advance(3_600_000)
    expect(await deliver(stage)).toBe(0)
  })

  test('goes once more when a person says so', async () => {
    const bill = await refused('send')
    const [intent, message] = [await bill.intent(), await bill.message()]
    await stage.within(async (sql) => {
      await retryAttachments(sql, owner, intent.intentId)
      await wakeMessage(sql, message.messageId)
    })
    await deliverAll(stage)
    expect((await names(bill)).sort()).toEqual(ALL)
    expect((await bill.mails()).map(({ files }) => [...files].sort())).toEqual([ALL])
    expect(await bill.questions()).toEqual([])
    expect(await bill.inQuickBooks()).toHaveLength(1)
  })

  test('is left out when a person says so, and the invoice goes without it', async () => {
    const bill = await refused('send')
    const message = await bill.message()
    await stage.within(async (sql) => {
      const intent = must(await lockIntent(sql, message.subjectId))
      expect(await leaveRefusedOut(sql, owner, intent)).toMatchObject([
        { what: 'Let the invoice go on without “Report.pdf”' },
      ])
      await wakeMessage(sql, message.messageId)
    })
    await deliverAll(stage)
    expect(await states(bill)).toEqual(['attached', 'left_out', 'attached'])
    expect(await bill.mails()).toMatchObject([{ files: ['Photos.pdf', 'SOW.pdf'] }])
    expect(await bill.questions()).toEqual([])
  })

  test('of an invoice that is not e-mailed can be left out', async () => {
    const bill = await refused('post')
    expect((await question(bill)).actions.map(({ label }) => label)).toEqual(['Try again', 'Leave it out'])
    expect((await question(bill)).detail).not.toContain('e-mailed')
  })

  test('because its invoice is gone already, inside a 200, attaches nothing; its invoice is known to be gone then', async () => {
    const bill = await beginAttaching(stage)
    await stage.quickbooks.fault({ method: 'POST', path: UPLOAD, times: 1, effect: 'status', status: 429 })
    await deliver(stage)
    await editInvoice(stage, must((await bill.inQuickBooks())[0]), {}, 'delete')
    stage.advance(30_000)
    await deliverAll(stage)
    expect(await states(bill)).toEqual(['refused', 'refused', 'refused'])
    expect((await question(bill)).detail).toContain('that you are trying to link does not exist')
    const { messageId, subjectId } = await bill.message()
    stage.advance(limits.seenUnchangedMs)
    await stage.within(async (sql) => {
      await retryAttachments(sql, owner, subjectId)
      await wakeMessage(sql, messageId)
    })
    await deliverAll(stage)
    expect(new Set(await states(bill))).toEqual(new Set(['left_out']))
    expect(await bill.message()).toMatchObject({ state: 'done' })
    expect(await bill.questions()).toEqual(['freed'])
  })
})

test('one that may have been attached waits, and is looked for before it is sent again', async () => {
  const bill = await beginAttaching(stage)
  await stage.quickbooks.fault({ method: 'POST', path: UPLOAD, times: 1, effect: 'reset' })
  await deliver(stage)
  expect(await states(bill)).toEqual(['unclear', 'wanted', 'wanted'])
  expect(await bill.message()).toMatchObject({ state: 'unclear' })
  expect(await bill.questions()).toEqual([])
  expect([await uploads(), await looks()]).toEqual([1, 1])
  stage.advance(limits.vendorStillWorkingMs - 5_000)
  expect(await deliver(stage)).toBe(0)
  stage.advance(7_000)
  await deliver(stage)
  expect([await uploads(), await looks()]).toEqual([4, 2])
  expect(await names(bill)).toEqual(ALL)
  expect(await bill.mails()).toHaveLength(1)
})

test('an invoice that a restored backup knows nothing of is taken up with the files that it has', async () => {
  const bill = await beginAttaching(stage, { delivery: 'post' })
  await deliver(stage)
  const { intentId } = await bill.intent()
  const [, report] = await bill.filesInQuickBooks()
  await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/attachable?operation=delete`, {
    ...report,
  })
  await stage.quickbooks.clearLog()
  // As it stood before the hour in which the invoice was made.
  await stage.within(async (sql) => {
    for (const statement of [
      "update billing_intent set state = 'queued', quickbooks_id = null, posted_at = null where intent_id = $1",
      "update invoice_attachment set state = 'wanted', attachable_id = null, sent_at = null where intent_id = $1",
      "update outbox_message set state = 'waiting', attempts = 0 where subject_id = $1",
    ])
      await sql(statement, [intentId])
  })
  await deliverAll(stage)
  expect(await stage.quickbooks.count('POST', /\/invoice$/)).toBe(0)
  expect([await looks(), await uploads()]).toEqual([1, 1])
  expect((await names(bill)).sort()).toEqual(ALL)
  expect(await states(bill)).toEqual(['attached', 'attached', 'attached'])
})

test('a throttled upload goes later, not sooner than asked', async () => {
  const bill = await beginAttaching(stage)
  await stage.quickbooks.fault({
    method: 'POST',
    path: UPLOAD,
    times: 1,
    effect: 'status',
    status: 429,
    retryAfter: 40,
  })
  await deliver(stage)
  expect(await states(bill)).toEqual(['wanted', 'wanted', 'wanted'])
  stage.advance(38_000)
  expect(await deliver(stage)).toBe(0)
  stage.advance(3_000)
  await deliver(stage)
  expect(await looks()).toBe(0)
  expect(await names(bill)).toEqual(ALL)
})

test('files that keep failing become a question, and trying goes on', async () => {
  const bill = await beginAttaching(stage)
  await stage.quickbooks.fault({ method: 'POST', path: UPLOAD, times: 9, effect: 'status', status: 429 })
  for (let turn = 0; turn < 9; turn += 1) {
    await deliver(stage)
    stage.advance(20 * 60_000)
  }
  expect(await bill.questions()).toEqual(['stuck'])
  await deliver(stage)
  expect(await names(bill)).toEqual(ALL)
  expect(await bill.mails()).toHaveLength(1)
})
