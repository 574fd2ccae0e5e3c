import type { WorkspaceTieOut } from '../../src/insight/tie-out/list-tie-outs'
import { sumOrUnknown } from '../../src/money/money'
import type { Tracker } from '../../src/reconcile/read-trackers'
import type { TieOut } from '../../src/reconcile/tie-out'
import { type BookInvoice, cents, isEffective } from './books'
import type { Job, Part } from './world'

/**
 * What should be true of one payer's part of a milestone, in the fewest words that can be wrong.
 *
 *   open      not completed: nothing may exist in QuickBooks
 *   wanted    somebody decided to bill it: one invoice, sooner or later
 *   freed     that invoice was voided or deleted by a person, or did not leave because the deposit that it draws was:
 *             none, until somebody decides again
 *   either    a person took an invoice away that the program had not seen yet: it may send it once more
 */
export type Wish = 'open' | 'wanted' | 'freed' | 'either'

export interface Model {
  readonly contract: bigint
  readonly amounts: readonly bigint[]
  /** One for each part of the job. */
  readonly wishes: Wish[]
  /** A person raised an amount in QuickBooks: past the contract is then that person's doing. */
  raised: boolean
  /** Customers whose deposit a person took away or lowered in QuickBooks. */
  readonly depositsLowered: Set<string>
  /** Invoices that were looked at because they did not leave. */
  readonly withdrawn: Set<string>
  /** What was ever paid on each invoice, as QuickBooks said. */
  readonly paid: Map<string, Set<bigint>>
}

export const newModel = (contract: bigint, amounts: readonly bigint[], job: Job): Model => ({
  contract,
  amounts,
  wishes: job.parts.map(() => 'open'),
  raised: false,
  depositsLowered: new Set(),
  withdrawn: new Set(),
  paid: new Map(),
})

/** Whether this invoice bills this part: the milestone's words, to this payer. */
export const bills = (invoice: BookInvoice, part: Part): boolean =>
  invoice.CustomerRef.value === part.customerId &&
  invoice.Line.some((line) => line.Description?.includes(`: ${part.name}\n`))

/** The invoices that bill this part; a copy that a person made is that person's. */
export const invoicesFor = (job: Job, invoices: readonly BookInvoice[], part: Part): BookInvoice[] =>
  invoices.filter((invoice) => !job.books.isCopy(invoice.Id) && isEffective(invoice) && bills(invoice, part))

/** The program broke a promise; `promise` is which. */
export class Violation extends Error {
  constructor(
    readonly promise: string,
    detail: string,
  ) {
    super(`${promise}: ${detail}`)
  }
}

export function promise(holds: boolean, which: string, detail: () => string): void {
  if (!holds) throw new Violation(which, detail())
}

/** Everything that holds at every moment, whatever was lost on the way. */
export async function checkAlways(model: Model, job: Job, before: Tracker | null): Promise<void> {
  const invoices = await job.books.invoices()
  let billed = 0n
  for (const [index, part] of job.parts.entries()) {
    const found = invoicesFor(job, invoices, part)
    const wish = model.wishes[index]
    promise(
      found.length <= 1,
      'I1 at most one effective invoice for a part',
      () => `part ${index} has ${found.map((each) => each.Id).join(', ')}`,
    )
    promise(
      found.length === 0 || wish === 'wanted' || wish === 'either',
      'I6 nothing is billed that nobody decided to bill',
      () => `part ${index} is ${wish} and has an invoice`,
    )
    const [invoice] = found
    if (invoice) billed += cents(invoice.TotalAmt)
    else if (wish === 'wanted') billed += part.amount
  }
  promise(
    model.raised || billed <= model.contract,
    'I3 nothing is billed past the contract',
    () => `${billed} of ${model.contract}`,
  )
  for (const { Id, TotalAmt, Balance } of invoices) {
    const seen = model.paid.get(Id) ?? new Set([0n])
    model.paid.set(Id, seen.add(cents(TotalAmt) - cents(Balance)))
  }

  const now = await job.tracker()
  for (const { intent, paidMinor } of now.intents) {
    const ever = model.paid.get(intent.quickbooksId ?? '')
    promise(
      paidMinor === null || paidMinor === 0n || ever?.has(paidMinor) === true,
      'I5 paid follows QuickBooks',
      () => `invoice ${intent.quickbooksId} was never paid ${paidMinor}`,
    )
  }
  if (before !== null) {
    promise(
      before.figures.paid === now.figures.paid,
      'I5 paid changes only when QuickBooks is read',
      () => `${before.figures.paid} became ${now.figures.paid}`,
    )
  }
  const { figures } = now
  if (figures.billed !== null && figures.remaining !== null) {
    promise(
      figures.contractSum === figures.scheduled + figures.unscheduled &&
        figures.remaining === figures.contractSum - figures.billed - figures.inFlight,
      'I4 the figures add up',
      () => JSON.stringify(figures, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    )
  }
  await checkTieOut(job, false)
  if (job.deals() <= LOOKED_AT_TOGETHER) await checkWorkspace(job)
  const [surprise] = job.world.process.surprises
  promise(surprise === undefined, 'no surprise in a worker', () =>
    surprise instanceof Error ? `${surprise.stack}` : String(surprise),
  )
}

/**
 * A to E come out to the cent. Documents are read one after the other, so on the way something may be unknown, or an
 * invoice and its payments of two moments: that is a difference with a name, and gone at the end.
 */
export async function checkTieOut(job: Job, atTheEnd: boolean): Promise<void> {
  const { identities } = await job.tieOut()
  for (const { id, left, difference, items } of identities) {
    const named = items.some(({ minor }) => minor !== 0n)
    const mayWait = !atTheEnd && (difference === null || ((id === 'C' || id === 'D' || id === 'E') && named))
    promise(
      difference === 0n || mayWait,
      `I4 the tie-out comes out: ${id}`,
      () =>
        `${left.name} differs by ${difference}: ${items.map(({ what }) => what).join('; ') || 'nothing named'}`,
    )
  }
}

/** A world of more deals is looked at as a whole only when a job is done: every step would look at all of them. */
const LOOKED_AT_TOGETHER = 12

/**
 * The workspace's sums are its rows, term by term, and this deal's row is its own tie-out: what stands in both was read
 * together. Other deals of the world may be unfinished: then a sum is unknown, and never zero.
 */
export async function checkWorkspace(job: Job): Promise<void> {
  const workspace = await job.workspaceTieOut()
  checkSections(workspace)
  checkRow(workspace, job.dealId, await job.tieOut())
}

/** The sums of each currency are those of its rows; payments and credit memos that deals share are there once. */
export function checkSections({ currencies, rows }: WorkspaceTieOut): void {
  for (const { currency, deals, identities } of currencies) {
    const own = rows.filter((row) => row.currency === currency)
    promise(own.length === deals, 'I4 every deal is in its currency', () => `${own.length} of ${deals}`)
    for (const [at, { id, left, right }] of identities.entries()) {
      const shared = id === 'D' || id === 'E'
      const lefts = own.map((row) => row.identities[at]?.left.minor ?? null)
      promise(
        shared || left.minor === sumOrUnknown(lefts),
        `I4 the workspace is its deals: ${id}`,
        () => `${left.name} is ${left.minor}, and its rows are ${lefts.join(' + ')}`,
      )
      for (const [place, { name, minor }] of right.slice(0, shared ? 1 : right.length).entries()) {
        const terms = own.map((row) => row.identities[at]?.right[place]?.minor ?? null)
        promise(
          minor === sumOrUnknown(terms),
          `I4 the workspace is its deals: ${id}`,
          () => `${name} is ${minor}, and its rows are ${terms.join(' + ')}`,
        )
      }
    }
  }
}

/** A deal's row among all is its own tie-out. */
export function checkRow(
  { rows }: WorkspaceTieOut,
  dealId: string,
  { identities }: Pick<TieOut, 'identities'>,
): void {
  const row = rows.find(({ deal }) => deal.dealId === dealId)
  for (const id of ['A', 'B', 'C'] as const) {
    const alone = identities.find((each) => each.id === id)?.difference
    const listed = row?.identities.find((each) => each.id === id)?.difference
    promise(alone === listed, `I4 a deal's row is its tie-out: ${id}`, () => `${listed} and ${alone}`)
  }
}
