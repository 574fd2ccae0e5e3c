import { milestonesApart } from '../../fixtures/milestones-apart'
import { promise } from '../model'
import { type Ledger, mayOf, minorOf, sum } from './ledger'
import { type Paper, type PaperLine, papersOf, sumOf } from './paper'
import type { Site } from './site'
import { unreadOf } from './unread'

const most = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/** What an invoice billed before a person changed it. */
export const linesAsSent = (ledger: Ledger, paper: Paper): readonly PaperLine[] =>
  ledger.touched.get(paper.id) ?? paper.lines

/** What standing invoices of ours bill of each milestone's name, and what of it may be and must be there. */
export function balanceOf(ledger: Ledger, papers: readonly Paper[]) {
  const standing = papers.filter((paper) => paper.ours && paper.effective)
  const names = [...new Set(ledger.works.map((work) => work.name))]
  return names.map((name) => {
    const works = ledger.works.filter((work) => work.name === name)
    return {
      name,
      billed: standing
        .flatMap((paper) => linesAsSent(ledger, paper))
        .reduce((all, line) => (line.work === name ? all + line.minor : all), 0n),
      due: sum(works.map((work) => most(work.due, 0n))),
      may: sum(works.map((work) => most(mayOf(work) - work.freed, 0n) + work.unsure)),
    }
  })
}

/** Everything that holds at every moment, told from QuickBooks' own papers and the program's own pages. */
export async function checkAlways(ledger: Ledger, site: Site): Promise<void> {
  const papers = await papersOf(site)
  const standing = papers.filter((paper) => paper.ours && paper.effective)
  for (const { name, billed, may } of balanceOf(ledger, papers)) {
    promise(
      billed <= may,
      'I1 and I6 no more is billed of a milestone than somebody decided, and once',
      () => `“${name}”: ${billed} on invoices, ${may} at most`,
    )
  }
  for (const { id, totalMinor } of standing)
    promise(totalMinor >= 0n, 'no invoice comes to less than nothing', () => `invoice ${id}: ${totalMinor}`)
  checkContracts(ledger, standing)
  checkRiders(ledger, standing)
  const time = standing.flatMap((paper) => paper.time)
  promise(new Set(time).size === time.length, 'every hour is billed once', () => time.join(', '))
  for (const dealId of site.dealIds) await checkDeal(ledger, site, dealId, false)
  const [surprise] = site.world.process.surprises
  promise(surprise === undefined, 'no surprise in a worker', () =>
    surprise instanceof Error ? `${surprise.stack}` : String(surprise),
  )
}

/** I3, for each deal: what its milestones were billed, less what credits took. */
function checkContracts(ledger: Ledger, standing: readonly Paper[]): void {
  if (ledger.touched.size > 0 || ledger.loose) return
  for (const [deal, contract] of ledger.contracts.entries()) {
    const names = new Set(ledger.works.filter((work) => work.deal === deal).map((work) => work.name))
    const own = standing.filter((paper) => paper.lines.some((line) => names.has(line.work ?? '')))
    const billed = own
      .flatMap((paper) => paper.lines)
      .reduce((all, line) => (names.has(line.work ?? '') ? all + line.minor : all), 0n)
    // Credits are given only where an invoice bills work and nothing else.
    const credited = sum(own.map(({ creditedMinor }) => creditedMinor))
    promise(
      billed - credited <= contract,
      'I3 nothing is billed past the contract',
      () => `deal ${deal}: ${billed} less ${credited}, of ${contract}`,
    )
  }
}

/** Nothing is released that was not held back, and nothing drawn that was not paid in advance: for each who pays. */
function checkRiders(ledger: Ledger, standing: readonly Paper[]): void {
  if (ledger.loose) return
  for (const customerId of new Set(standing.map((paper) => paper.customerId))) {
    const lines = standing
      .filter((paper) => paper.customerId === customerId)
      .flatMap((paper) => linesAsSent(ledger, paper))
    const held = -sumOf(lines, 'withheld') - sumOf(lines, 'released')
    promise(held >= 0n, 'no more is released than is held back', () => `customer ${customerId}: ${held} left`)
    const deposits = lines.reduce(
      (all, line) => (line.isDeposit && line.minor > 0n ? all + line.minor : all),
      0n,
    )
    const left = deposits + sumOf(lines, 'drawn')
    promise(
      left >= 0n,
      'no more is drawn than was paid in advance',
      () => `customer ${customerId}: ${left} left`,
    )
  }
}

interface TieOut {
  readonly identities: readonly {
    readonly id: string
    readonly difference: { readonly amount: string } | null
    readonly right: readonly { readonly name: string; readonly amount: { readonly amount: string } | null }[]
    readonly items: readonly Item[]
  }[]
}

interface Item {
  readonly what: string
  readonly amount: { readonly amount: string } | null
  readonly state: 'part' | 'open' | 'closed'
}

const of = (value: { readonly amount: string } | null | undefined) => (value ? minorOf(value) : null)
/** What the items in a state come to; null where one of them is unknown. */
const sumOfItems = (items: readonly Item[], state: Item['state']): bigint | null =>
  items
    .filter((item) => item.state === state)
    .map(({ amount }) => of(amount))
    .reduce((all, each) => (all === null || each === null ? null : all + each), 0n as bigint | null)

/** The figures add up, and A to E come out; on the way something may be read of two moments, and then has a name. */
export async function checkDeal(
  ledger: Ledger,
  site: Site,
  dealId: string,
  atTheEnd: boolean,
): Promise<void> {
  const [apart] = await milestonesApart(site.world.stage, dealId)
  promise(apart === undefined, 'a milestone reads the same alone as on its deal’s page', () =>
    JSON.stringify(apart),
  )
  const { figures } = await site.page(dealId)
  if (figures) {
    const [contract, scheduled, unscheduled] = [
      figures.contractSum,
      figures.scheduled,
      figures.unscheduled,
    ].map(of)
    const [billed, inFlight, remaining] = [figures.billed, figures.inFlight, figures.remaining].map(of)
    const agreed = ledger.contracts[site.dealIds.indexOf(dealId)] ?? null
    promise(contract === agreed, 'the contract is what was agreed', () => `${contract}, agreed ${agreed}`)
    promise(
      contract === (scheduled ?? 0n) + (unscheduled ?? 0n) &&
        (billed === null || remaining === (contract ?? 0n) - (billed ?? 0n) - (inFlight ?? 0n)),
      'I4 the figures add up',
      () => JSON.stringify(figures),
    )
  }
  const { identities } = (await site.ask('GET', `/deals/${dealId}/tie-out`)).body as unknown as TieOut
  const isUnknown = identities.some(({ difference }) => difference === null)
  const unread = isUnknown && !atTheEnd ? await unreadOf(site) : []
  for (const { id, difference, right, items } of identities) {
    const apart = of(difference)
    const named = sumOfItems(items, 'open')
    const words = () =>
      `${apart}, named ${named}: ${items.map(({ what, amount, state }) => `${what} (${amount?.amount ?? 'unknown'}, ${state})`).join('; ') || 'nothing named'}`
    if (apart === null) {
      promise(unread.length > 0, `I4 the tie-out is unknown only while something is not read: ${id}`, words)
      promise(named === null, `I4 the tie-out names what is unknown: ${id}`, words)
      continue
    }
    // What is open of a contract is a term of it: the rest of the identities are read of two moments on the way.
    const mayWait = !atTheEnd && 'CDE'.includes(id) && apart === named
    promise(apart === 0n || mayWait, `I4 the tie-out comes out: ${id}`, words)
    if (id === 'A') {
      const term = (name: string) => of(right.find((each) => each.name === name)?.amount)
      promise(
        term('Open differences') === named,
        'I4 the tie-out names what is open of a contract, to the cent',
        words,
      )
      const closed = sumOfItems(items, 'closed')
      promise(
        term('Closed differences') === closed,
        'I4 the tie-out names what is closed of a contract, to the cent',
        words,
      )
    } else promise(apart === named, `I4 the tie-out names its difference, to the cent: ${id}`, words)
  }
}
