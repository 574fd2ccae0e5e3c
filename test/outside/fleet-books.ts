import { setTimeout as pause } from 'node:timers/promises'
import type { TieOutView } from '../../src/http/contract/tie-out'
import type { Fleet, FleetProcess } from '../fixtures/fleet'
import { insist, type Load, type Part } from './fleet-load'

const cents = (amount: number): bigint => BigInt(Math.round(amount * 100))

interface Invoice {
  readonly Id: string
  readonly TotalAmt: number
  readonly Balance: number
  readonly Line: readonly { readonly Description?: string }[]
}

/** Every invoice of the fleet's customer in QuickBooks, as its own API shows them. */
export async function invoicesOf(fleet: Fleet): Promise<Invoice[]> {
  const found: Invoice[] = []
  for (let from = 1; ; from += 500) {
    const query = encodeURIComponent(`select * from Invoice orderby Id startposition ${from} maxresults 500`)
    const { QueryResponse } = await fleet.quickbooks.api<{ QueryResponse: { Invoice?: Invoice[] } }>(
      'GET',
      `/v3/company/${fleet.realmId}/query?query=${query}&minorversion=75`,
    )
    const page = QueryResponse.Invoice ?? []
    found.push(...page)
    if (page.length < 500) return found
  }
}

/** The invoices that bill this part. */
export const billing = (invoices: readonly Invoice[], part: Part): Invoice[] =>
  invoices.filter((invoice) => invoice.Line.some((line) => line.Description?.includes(part.words)))

/** How much waits in each queue, by the metrics that operators see. */
export async function waitingIn(process: FleetProcess): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`http://127.0.0.1:${process.port + 9}/metrics`)).text()
  return Object.fromEntries(
    [...text.matchAll(/^milepost_waiting\{queue="(\w+)",state="(\w+)"\} (\d+)$/gm)].map((found) => [
      `${found[1]} ${found[2]}`,
      Number(found[3]),
    ]),
  )
}

/**
 * Waits until nothing waits; answers how long that took. Where all that is left waits for its own time, because its attempt
 * may be on its way, time is moved on instead: nothing is under way then, and every call of a killed process has ended with
 * it. Throws with what is left.
 */
export async function drained(
  fleet: Fleet,
  process: FleetProcess,
  patienceMs: number,
): Promise<{ ms: number; moved: number }> {
  const began = performance.now()
  let calm = 0
  let moved = 0
  for (;;) {
    const waiting = await waitingIn(process).catch((): Record<string, number> => ({ metrics: 1 }))
    const ms = Math.round(performance.now() - began)
    const left = Object.keys(waiting).filter(
      (queue) => (waiting[queue] ?? 0) > 0 && !/^upkeep|^outbox refused$/.test(queue),
    )
    const putOffMs =
      left.length > 0 && left.every((queue) => queue.startsWith('outbox')) ? await putOff(fleet) : null
    calm = left.length === 0 || putOffMs !== null ? calm + 1 : 0
    if (calm > 3 && putOffMs === null) return { ms, moved }
    // Long enough for a worker that is at it to be through.
    if (calm > 15 && putOffMs !== null) {
      fleet.advance(putOffMs + 1_000)
      moved += 1
      calm = 0
    }
    if (ms > patienceMs) throw new Error(`still waiting: ${JSON.stringify(waiting)}`)
    await pause(200)
  }
}

/**
 * How long until somebody may take the first promise; null while one may be taken now. One that was in hand when PostgreSQL
 * was killed stays its worker's until the lease ends.
 */
async function putOff(fleet: Fleet): Promise<number | null> {
  const rows = await fleet.database
    .inWorkspace(fleet.workspaceId, (sql) =>
      sql<{ first_ms: number | null }>(
        `select extract(epoch from min(greatest(next_at, lease_until)) - milepost.now())::float8 * 1000 as first_ms
         from outbox_message where state in ('waiting', 'unclear')`,
      ),
    )
    .catch(() => [])
  const firstMs = rows[0]?.first_ms ?? null
  return firstMs !== null && firstMs > 0 ? Math.ceil(firstMs) : null
}

/** What must hold when nothing is owed any more, told as problems: none when all is well. */
export async function problemsOf(
  fleet: Fleet,
  web: FleetProcess,
  parts: readonly Part[],
  load: Load,
): Promise<string[]> {
  const problems: string[] = []
  const invoices = await invoicesOf(fleet)
  const done = new Set(load.completed.map((part) => part.milestoneId))
  for (const part of parts) {
    const count = billing(invoices, part).length
    const wanted = done.has(part.milestoneId) ? 1 : 0
    if (count !== wanted) problems.push(`I1, I2: ${part.words} has ${count} invoices instead of ${wanted}`)
  }
  const text = await events(fleet)
  for (const id of load.accepted) if (!text.has(id)) problems.push(`I7: the accepted event ${id} has no row`)

  for (const dealId of new Set(parts.map((part) => part.dealId))) {
    const ours = invoices.filter((invoice) =>
      parts.some((part) => part.dealId === dealId && billing([invoice], part).length > 0),
    )
    const billed = ours.reduce((sum, invoice) => sum + cents(invoice.TotalAmt), 0n)
    const paid = ours.reduce((sum, invoice) => sum + cents(invoice.TotalAmt) - cents(invoice.Balance), 0n)
    if (paid !== (load.received.get(dealId) ?? 0n))
      problems.push(`I5: ${paid} are paid of deal ${dealId}, ${load.received.get(dealId) ?? 0n} came in`)
    const page = await insist<{ figures: Record<'billed' | 'paid', { amount: string } | null> }>(
      fleet,
      web,
      'GET',
      `/deals/${dealId}`,
    )
    const told = (name: 'billed' | 'paid') => cents(Number(page.figures[name]?.amount ?? Number.NaN))
    if (told('billed') !== billed || told('paid') !== paid)
      problems.push(`I10: deal ${dealId} tells ${told('billed')}/${told('paid')}, not ${billed}/${paid}`)
    const tie = await insist<TieOutView>(fleet, web, 'GET', `/deals/${dealId}/tie-out`)
    if (!tie.holds) problems.push(`I4: deal ${dealId}: ${JSON.stringify(tie.identities)}`)
    const { properties } = await fleet.hubspot.api<{ properties: Record<string, string | null> }>(
      'GET',
      `/crm/v3/objects/deals/${dealId}?properties=milepost_billed,milepost_paid`,
    )
    if (
      cents(Number(properties['milepost_billed'])) !== billed ||
      cents(Number(properties['milepost_paid'])) !== paid
    )
      problems.push(`I10: HubSpot tells ${JSON.stringify(properties)} of deal ${dealId}`)
  }
  return problems
}

/** The ids inside the stored events. */
async function events(fleet: Fleet): Promise<ReadonlySet<string>> {
  const rows = await fleet.database.inWorkspace(fleet.workspaceId, (sql) =>
    sql<{ id: string | null }>("select body->>'id' as id from inbox_event where source = 'quickbooks'"),
  )
  return new Set(rows.map((row) => row.id ?? ''))
}

/** The most calls that the program made within any window of so many milliseconds; what a test asked itself left out. */
export async function mostWithin(fleet: Pick<Fleet, 'quickbooks'>, windowMs: number): Promise<number> {
  const log = await fleet.quickbooks.log()
  const times = log
    .filter((each) => each.path.startsWith('/v3/company/') && !each.path.endsWith('/payment'))
    .map((each) => Date.parse(each.at))
    .sort((a, b) => a - b)
  let most = 0
  let first = 0
  for (const [last, time] of times.entries()) {
    while (time - (times[first] ?? time) >= windowMs) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}
