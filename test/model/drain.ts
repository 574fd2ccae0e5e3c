import { limits } from '../../config/limits'
import { isNoteOf } from '../../src/invoices/attachments/attachment'
import { readAttachments } from '../../src/invoices/attachments/attachment-table'
import { filesOf } from '../fixtures/attaching'
import { type BookInvoice, cents } from './books'
import { checkTieOut, checkWorkspace, invoicesFor, type Model, promise } from './model'
import { SWEEP_MS } from './mortal-process'
import type { Job, World } from './world'

const MINUTE = 60_000
/** Intuit's window first; then longer than the longest pause between tries, and than a lease. */
const WAITS = [limits.vendorStillWorkingMs + 1_000, 20 * MINUTE, 20 * MINUTE, 20 * MINUTE]

/** The weather clears, the program runs, time passes: until nothing is owed to anyone. */
export async function drain(world: World, job: Job): Promise<void> {
  const { stage, process, trap } = world
  await stage.quickbooks.clearFaults()
  await stage.hubspot.clearFaults()
  await process.restart(true)
  for (const wait of WAITS) {
    await job.advance(wait)
    await trap.arrive('once')
    for (let turns = 0; turns < 10; turns += 1) {
      let taken = 0
      for (const queue of ['quickbooks', 'hubspot', 'outbox', 'writeback'] as const)
        taken += await process.turn(queue)
      if (taken === 0) break
    }
    if ((await owed(world)) === 0 && wait > SWEEP_MS * 10) return
  }
  promise(false, 'the program comes to rest', () => 'something is owed after an hour of good weather')
}

async function owed({ stage }: World): Promise<number> {
  const [row] = await stage.within((sql) =>
    sql<{ owed: number }>(
      `select ((select count(*) from outbox_message where state in ('waiting', 'unclear'))
        + (select count(*) from inbox_event where settled_at is null)
        + (select count(*) from deal_mirror where dirty_since is not null))::int as owed`,
    ),
  )
  return row?.owed ?? 0
}

/** What holds when nothing is owed: the three books say the same, to the cent. */
export async function checkDrained(model: Model, job: Job): Promise<void> {
  const invoices = await job.books.invoices()
  for (const [index, part] of job.parts.entries()) {
    const found = invoicesFor(job, invoices, part).length
    const wish = model.wishes[index]
    const right = wish === 'either' ? found <= 1 : found === (wish === 'wanted' ? 1 : 0)
    promise(
      right,
      'I2 exactly one invoice for what was decided',
      () => `part ${index} is ${wish} and has ${found}`,
    )
  }
  await checkTracker(job, invoices)
  await checkFiles(job)
  await checkTieOut(job, true)
  await checkWorkspace(job)
  await checkHubSpot(job)
  await checkOther(job.world)
}

/** No invoice has a file twice, and what is attached as far as is known is there. */
async function checkFiles(job: Job): Promise<void> {
  const { stage } = job.world
  const { intents } = await job.tracker()
  const ids = intents.map(({ intent }) => intent.intentId)
  const attachments = await stage.within((sql) => readAttachments(sql, ids))
  for (const { intent } of intents) {
    if (intent.quickbooksId === null) continue
    const there = await filesOf(stage, intent.quickbooksId)
    for (const { file, state } of attachments.filter((each) => each.intentId === intent.intentId)) {
      const found = there.filter(({ Note }) => isNoteOf(Note, file)).length
      promise(
        state === 'attached' ? found === 1 : found <= 1,
        'every file is attached once',
        () => `${file.name} is ${state}, and ${found} times on invoice ${intent.quickbooksId}`,
      )
    }
  }
}

/** Every bound invoice is told as QuickBooks has it, and the sums are theirs. */
async function checkTracker(job: Job, invoices: readonly BookInvoice[]): Promise<void> {
  const { figures, intents } = await job.tracker()
  const byId = new Map(invoices.map((invoice) => [invoice.Id, invoice]))
  let billed = 0n
  let paid = 0n
  let outstanding = 0n
  for (const { intent, invoice, parts } of intents) {
    if (intent.quickbooksId === null) continue
    const there = byId.get(intent.quickbooksId)
    const gone = there === undefined || /^voided/i.test(there.PrivateNote ?? '')
    promise(
      invoice !== null && invoice.effective === !gone,
      'I10 the tracker knows which invoices stand',
      () =>
        `invoice ${intent.quickbooksId} is ${gone ? 'gone' : 'there'}, the tracker says ${invoice?.effective}`,
    )
    promise(
      gone ? !parts.some((part) => part.live) : parts.every((part) => part.live),
      'an invoice that is gone frees its milestone',
      () => `invoice ${intent.quickbooksId}`,
    )
    if (gone || there === undefined) continue
    billed += there.Line.reduce(
      (sum, line) => (line.DetailType === 'SalesItemLineDetail' ? sum + cents(line.Amount) : sum),
      0n,
    )
    paid += cents(there.TotalAmt) - cents(there.Balance)
    outstanding += cents(there.Balance)
  }
  const told = [figures.billed, figures.paid, figures.outstanding]
  promise(
    told[0] === billed && told[1] === paid && told[2] === outstanding && figures.inFlight === 0n,
    'the tracker equals QuickBooks to the cent',
    () => `tracker ${told.join('/')} + ${figures.inFlight}, QuickBooks ${billed}/${paid}/${outstanding}`,
  )
}

/** The deal in HubSpot says what the tracker says. */
async function checkHubSpot(job: Job): Promise<void> {
  const { figures } = await job.tracker()
  const wanted = {
    milepost_contract_sum: figures.contractSum,
    milepost_billed: figures.billed,
    milepost_invoiced_total: figures.invoicedTotal,
    milepost_paid: figures.paid,
    milepost_outstanding: figures.outstanding,
    milepost_remaining: figures.remaining,
    milepost_earned_not_billed: figures.earnedNotBilled,
  }
  const names = Object.keys(wanted).join(',')
  const { properties } = await job.world.stage.hubspot.api<{ properties: Record<string, string | null> }>(
    'GET',
    `/crm/v3/objects/deals/${job.dealId}?properties=${names}`,
  )
  for (const [name, minor] of Object.entries(wanted)) {
    const said = properties[name] ?? ''
    promise(
      minor !== null && said !== '' && cents(Number(said)) === minor,
      'I10 HubSpot says what the tracker says',
      () => `${name} is "${said}", the tracker says ${minor}`,
    )
  }
}

/** Where work leaves rows; what is only read of a vendor is elsewhere. */
const WORK = ['schedule', 'billing_intent', 'billing_part', 'outbox_message', 'deal_mirror']

/** The second workspace was never billed, planned or written to. */
async function checkOther({ stage }: World): Promise<void> {
  const [, other] = stage.workspaces
  if (!other) throw new Error('a world has two workspaces')
  for (const table of WORK) {
    const [row] = await other.within((sql) =>
      sql<{ count: number }>(`select count(*)::int as count from ${table}`),
    )
    promise(row?.count === 0, 'I9 workspaces never mix', () => `${table} has rows of the other workspace`)
  }
  const written = await other.quickbooks.count('POST', new RegExp(`/company/${other.realmId}/(?!query)`))
  promise(written === 0, 'I9 workspaces never mix', () => 'the other company was written to')
}
