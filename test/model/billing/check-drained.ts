import { dayIn } from '../../../src/clock/day'
import { promise } from '../model'
import { balanceOf, checkDeal } from './check-always'
import { checkHubSpot } from './check-hubspot'
import { goesByItself, type Ledger, mayOf, minorOf, sum } from './ledger'
import { type Paper, papersOf, sumOf } from './paper'
import type { Site } from './site'

/** What holds when nothing is owed: what was decided is billed, and the three books say the same, to the cent. */
export async function checkDrained(ledger: Ledger, site: Site): Promise<void> {
  const papers = await papersOf(site)
  const asked = await questionsOf(ledger, site)
  for (const { name, billed, due } of balanceOf(ledger, papers)) {
    promise(
      // An invoice that was to draw of a deposit that a person took away is not made: they are asked.
      billed >= due || (ledger.loose && asked.has(name)),
      'I2 what was decided is billed',
      () => `“${name}”: ${billed} on invoices, ${due} decided`,
    )
  }
  if (goesByItself(ledger)) {
    for (const work of ledger.works.filter(({ freed, again }) => freed === 0n && again === 0n))
      promise(work.due === mayOf(work), 'the model decides what it may', () => work.name)
  }
  await checkPages(site, papers)
  await checkFigures(ledger, site, papers)
  for (const dealId of site.dealIds) await checkDeal(ledger, site, dealId, true)
  await checkCalls(site)
}

/** The names of milestones of which somebody is asked why they are not billed. */
async function questionsOf(ledger: Ledger, site: Site): Promise<ReadonlySet<string>> {
  const pages = await Promise.all(site.dealIds.map((dealId) => site.page(dealId)))
  const ids = new Set(
    pages
      .flatMap((page) => page.attention)
      .flatMap(({ kind, milestoneId }) =>
        milestoneId !== null && (kind === 'ready_to_bill' || kind === 'billing_blocked') ? [milestoneId] : [],
      ),
  )
  return new Set(ledger.works.filter(({ milestoneId }) => ids.has(milestoneId)).map(({ name }) => name))
}

/** Every invoice of ours is known once, and every one that is known is there. */
async function checkPages(site: Site, papers: readonly Paper[]): Promise<void> {
  const pages = await Promise.all(site.dealIds.map((dealId) => site.page(dealId)))
  const known = new Map(
    pages.flatMap((page) => page.invoices.map((invoice) => [invoice.id, invoice] as const)),
  )
  const byPaper = new Map<string, string[]>()
  for (const { id, quickbooksId, status } of known.values()) {
    if (quickbooksId === null) {
      promise(
        ['prepared', 'refused'].includes(status),
        'nothing is on its way any more',
        () => `invoice ${id} is ${status}`,
      )
      continue
    }
    byPaper.set(quickbooksId, [...(byPaper.get(quickbooksId) ?? []), status])
  }
  for (const { id, effective, isCredited } of papers.filter((paper) => paper.ours)) {
    const said = byPaper.get(id) ?? []
    promise(
      said.length === 1,
      'every invoice of ours is known, once',
      () => `invoice ${id}: ${said.length} times`,
    )
    const gone = said[0] === 'voided' || said[0] === 'deleted' || said[0] === 'credited'
    promise(
      // One that is credited as a whole says so, also where it counts still.
      gone === (isCredited || !effective),
      'I10 the tracker knows which invoices stand',
      () => `invoice ${id} is ${effective && !isCredited ? 'there' : 'gone'}, and shown as ${said[0]}`,
    )
  }
}

/** The figures of the job's deals together are QuickBooks' own sums. */
async function checkFigures(ledger: Ledger, site: Site, papers: readonly Paper[]): Promise<void> {
  const pages = await Promise.all(site.dealIds.map((dealId) => site.page(dealId)))
  const said = (
    name:
      | 'invoicedTotal'
      | 'outstanding'
      | 'overdue'
      | 'paid'
      | 'retained'
      | 'depositHeld'
      | 'billed'
      | 'inFlight',
  ) =>
    sum(
      pages.map(({ figures }) => {
        const value = figures?.[name]
        promise(value !== null && value !== undefined, 'every figure is known', () => name)
        return value ? minorOf(value) : 0n
      }),
    )
  const standing = papers.filter((paper) => paper.ours && paper.effective)
  const today = dayIn('UTC', site.world.stage.clock.now())
  const lines = standing.flatMap((paper) => paper.lines)
  const wanted = {
    invoicedTotal: sum(standing.map(({ totalMinor }) => totalMinor)),
    outstanding: sum(standing.map(({ balanceMinor }) => balanceMinor)),
    overdue: sum(
      standing.map(({ dueOn, balanceMinor }) => (dueOn !== null && dueOn < today ? balanceMinor : 0n)),
    ),
    paid: sum(standing.map((paper) => paper.totalMinor - paper.balanceMinor - paper.creditedMinor)),
    retained: -sumOf(lines, 'withheld') - sumOf(lines, 'released'),
    depositHeld:
      lines.reduce((all, line) => (line.isDeposit && line.minor > 0n ? all + line.minor : all), 0n) +
      sumOf(lines, 'drawn'),
    billed: sumOf(lines, 'work') - sum(standing.map(({ creditedMinor }) => creditedMinor)),
    inFlight: 0n,
  } as const
  for (const [name, minor] of Object.entries(wanted)) {
    const told = said(name as keyof typeof wanted)
    promise(
      told === minor || (ledger.terms.delivery === 'prepare' && name === 'inFlight'),
      `the tracker equals QuickBooks to the cent: ${name}`,
      () => `the tracker says ${told}, QuickBooks ${minor}`,
    )
  }
  await checkHubSpot(ledger, site, pages)
}

/** I8: every write that left is in the ledger of calls, with its key, and with QuickBooks' trace where it answered. */
async function checkCalls({ world: { stage } }: Site): Promise<void> {
  const [row] = await stage.within((sql) =>
    sql<{ keyless: number; untraced: number; kept: number }>(
      `select count(*) filter (where operation like 'create%' and request_key is null)::int as keyless,
         count(*) filter (where outcome = 'done' and trace is null)::int as untraced, count(*)::int as kept
       from vendor_call where vendor = 'quickbooks' and is_write`,
    ),
  )
  promise(
    row !== undefined && row.keyless === 0 && row.untraced === 0,
    'I8 every write is on record with its key and its trace',
    () => JSON.stringify(row),
  )
}
