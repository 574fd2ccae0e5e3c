import fc from 'fast-check'
import { limits } from '../../config/limits'
import type { QueueName } from '../../src/outbox/claim'
import { Refusal } from '../../src/tenants/refusal'
import { type BookInvoice, cents, isEffective } from './books'
import { command } from './command'
import { bills, invoicesFor, type Model, promise } from './model'
import { SWEEP_MS } from './mortal-process'
import { badCreate, badCreateOf, badRead, badUpload, badWrite, webhooks } from './trouble-commands'
import { noteLowered } from './withdrawn'
import type { Job } from './world'

const place = fc.nat({ max: 3 })
const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length]
  if (found === undefined) throw new Error('an empty list')
  return found
}

/** Runs something that rules may refuse. Null when it was done, the code when refused; other errors are thrown. */
async function refusalOf(work: Promise<void>): Promise<string | null> {
  try {
    await work
    return null
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

/** The parts of a milestone, by their places in the job. */
const partsOf = (job: Job, milestone: number): number[] =>
  job.parts.flatMap((part, place) => (part.milestone === milestone ? [place] : []))
const isOpen = (model: Model, job: Job, milestone: number): boolean =>
  partsOf(job, milestone).every((place) => model.wishes[place] === 'open')
function want(model: Model, job: Job, milestone: number): void {
  for (const place of partsOf(job, milestone)) model.wishes[place] = 'wanted'
}

const complete = place.map((which) =>
  command(`complete ${which}`, false, async (model, job) => {
    const index = which % model.amounts.length
    const { remaining } = (await job.tracker()).figures
    const fits = remaining !== null && at(model.amounts, index) <= remaining
    const refused = await refusalOf(job.complete(at(job.milestoneIds, index)))
    if (!isOpen(model, job, index)) {
      promise(refused === null, 'completing twice changes nothing', () => `${refused}`)
      return
    }
    promise(
      refused === (fits ? null : 'over_billing'),
      'the cap decides',
      () => `${at(model.amounts, index)} of ${remaining} remaining: ${refused}`,
    )
    if (refused === null) want(model, job, index)
  }),
)

/** Several people press the button at once. */
const completeAll = fc.constant(
  command('everyone completes everything at once, twice', false, async (model, job) => {
    const everything = [...job.milestoneIds, ...job.milestoneIds]
    const ends = await Promise.all(everything.map((id) => refusalOf(job.complete(id))))
    for (const [press, refused] of ends.entries()) {
      const index = press % job.milestoneIds.length
      promise(refused === null || refused === 'over_billing', 'the cap decides', () => `${refused}`)
      if (refused === null && isOpen(model, job, index)) want(model, job, index)
    }
  }),
)

const billAgain = fc.tuple(place, fc.boolean()).map(([which, twice]) =>
  command(`bill ${which} again${twice ? ', twice at once' : ''}`, false, async (model, job) => {
    const index = which % model.amounts.length
    const id = at(job.milestoneIds, index)
    const before = new Set((await job.tracker()).intents.map(({ intent }) => intent.intentId))
    const tries = twice ? [job.billAgain(id), job.billAgain(id)] : [job.billAgain(id)]
    const ends = await Promise.all(tries.map(refusalOf))
    const done = ends.filter((refused) => refused === null).length
    const free = partsOf(job, index).filter((part) => ['freed', 'either'].includes(model.wishes[part] ?? ''))
    const decided = (await job.tracker()).intents.filter(({ intent }) => !before.has(intent.intentId))
    promise(
      done <= Math.min(1, free.length),
      'only what was freed is billed again, and once',
      () => `${done} times, being ${partsOf(job, index).map((part) => model.wishes[part])}`,
    )
    const wanted = free.filter((part) =>
      decided.some(({ intent }) => intent.customerId === job.parts[part]?.customerId),
    )
    promise(
      wanted.length === decided.length && decided.length >= done,
      'who bills again decides for the payers whose part is free, each once',
      () => `${decided.length} decisions for ${wanted.length} of ${free.length} free parts`,
    )
    const allowed = ['already_billed', 'over_billing', 'not_completed']
    for (const refused of ends) {
      promise(refused === null || allowed.includes(refused), 'a refusal has its reason', () => `${refused}`)
    }
    for (const part of wanted) model.wishes[part] = 'wanted'
  }),
)

const tryNow = fc.constant(command('press "try now"', false, (_, job) => job.tryNow()))

const turn = (queue: QueueName) =>
  fc.constant(command(`turn ${queue}`, true, async (_, job) => void (await job.world.process.turn(queue))))

const twoWorkers = fc.constant(
  command('two workers turn the outbox', true, async (_, job) => {
    const { process } = job.world
    await Promise.all([process.turn('outbox'), process.turn('outbox')])
  }),
)

const crash = fc
  .tuple(
    fc.constantFrom<QueueName>('outbox', 'outbox', 'quickbooks', 'writeback'),
    fc.nat({ max: 9 }),
    fc.boolean(),
  )
  .map(([queue, steps, alone]) =>
    command(
      `crash at step ${steps} of ${queue}, restart ${alone ? 'alone' : 'beside another'}`,
      true,
      async (_, job) => {
        const { process } = job.world
        process.dieAfter(steps)
        await process.turn(queue)
        await process.restart(alone)
      },
    ),
  )

/** After this the vendor can't be working on an attempt any more. */
const THE_WINDOW: [string, number] = ['the window', limits.vendorStillWorkingMs + 1_000]

const advanceBy = (...choices: readonly [string, number][]) =>
  fc
    .constantFrom(...choices)
    .map(([words, ms]) => command(`${words} passes`, false, (_, job) => job.advance(ms)))

const advance = advanceBy(
  ['5 s', 5_000],
  THE_WINDOW,
  ['a lease', limits.leaseMs + 1_000],
  ['20 min', 1_200_000],
  ['2 days', 172_800_000],
)

/** What a bookkeeper does with the n-th standing invoice, if there is one. */
const bookkeeper = (
  words: string,
  act: (model: Model, job: Job, invoice: BookInvoice, index: number) => Promise<void>,
) =>
  place.map((which) =>
    command(`${words} ${which}`, false, async (model, job) => {
      const standing = (await job.books.invoices()).filter(
        (each) => isEffective(each) && !job.books.isCopy(each.Id),
      )
      if (standing.length === 0) return
      const invoice = at(standing, which)
      const index = job.parts.findIndex((part) => bills(invoice, part))
      await act(model, job, invoice, index)
    }),
  )

const pay = (words: string, part: (balance: bigint) => bigint) =>
  bookkeeper(words, async (_, job, invoice) => {
    const amount = part(cents(invoice.Balance))
    if (amount > 0n) await job.books.pay(invoice, amount)
  })

/** The part is free when the program knows this invoice as its own; else it may send it once more. */
async function taken(model: Model, job: Job, invoice: BookInvoice, index: number): Promise<void> {
  const { intents } = await job.tracker()
  const known = intents.some(({ intent }) => intent.quickbooksId === invoice.Id)
  model.wishes[index] = known && model.wishes[index] === 'wanted' ? 'freed' : 'either'
  noteLowered(model, job, index)
}

const voiding = bookkeeper('void', async (model, job, invoice, index) => {
  await taken(model, job, invoice, index)
  await job.books.void(invoice)
})

const deleting = bookkeeper('delete', async (model, job, invoice, index) => {
  if (invoice.Balance !== invoice.TotalAmt) return
  await taken(model, job, invoice, index)
  await job.books.delete(invoice)
})

const editing = fc.tuple(fc.constantFrom(50n, 90n, 120n), place).chain(([percent]) =>
  bookkeeper(`edit to ${percent} %`, async (model, job, invoice, index) => {
    if (invoice.Balance !== invoice.TotalAmt) return
    const amount = (cents(invoice.TotalAmt) * percent) / 100n
    // Lines that are set to nothing are a void, whatever the person calls it.
    if (amount === 0n) return
    if (percent > 100n) model.raised = true
    else noteLowered(model, job, index)
    await job.books.edit(invoice, amount)
  }),
)

const copying = bookkeeper('copy', (_, job, invoice) => job.books.copy(invoice))

/** The whole way to a milestone that may be billed again, which chance alone seldom walks. */
const billedAndVoided = fc.constant(
  command('the first is billed, voided, and known to be void', true, async (model, job) => {
    const { process } = job.world
    if (isOpen(model, job, 0) && (await refusalOf(job.complete(at(job.milestoneIds, 0)))) === null)
      want(model, job, 0)
    await process.turn('outbox')
    const [invoice] = invoicesFor(job, await job.books.invoices(), at(job.parts, 0))
    if (invoice === undefined) return
    await taken(model, job, invoice, 0)
    await job.books.void(invoice)
    await job.advance(SWEEP_MS + 1_000)
    await process.turn('quickbooks')
  }),
)

/** What scripts are made of, in which a planted bug shows. */
export const scripted = {
  complete,
  completeAll,
  billAgain,
  billedAndVoided,
  tryNow,
  outbox: turn('outbox'),
  badCreate: badCreateOf(fc.constantFrom('drop-reply', 'slow')),
  window: advanceBy(THE_WINDOW),
}

/** Everything that can happen; what matters most is offered most often. */
export const commands = [
  complete,
  complete,
  completeAll,
  billAgain,
  tryNow,
  turn('outbox'),
  turn('outbox'),
  turn('quickbooks'),
  turn('hubspot'),
  turn('writeback'),
  twoWorkers,
  crash,
  badCreate,
  badCreate,
  badUpload,
  badRead,
  badWrite,
  webhooks,
  advance,
  advance,
  pay('pay all of', (balance) => balance),
  pay('pay a third of', (balance) => balance / 3n),
  voiding,
  deleting,
  editing,
  copying,
]
