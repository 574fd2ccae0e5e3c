import type { Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import { readSchedule } from '../../schedules/schedule-table'
import type { BilledIntent } from '../billing-status'
import { readBilledIntents } from '../books/read-billed-intents'
import { billsMilestone, type InvoiceLine } from '../composing/invoice-line'
import { type BillingFacts, readBillingFacts } from '../composing/read-billing-facts'
import type { BillingIntent, BillingPart } from '../intent'
import { MOST_LINES } from '../monthly/monthly-invoice'
import type { Check } from '../preflight/preflight'
import { wordingOf } from '../words/wording'
import { checkKeptDeposits } from './check-kept-deposits'
import { depositAccounts } from './deposit-account'
import { depositChecks } from './deposit-checks'
import { depositRiders } from './deposit-riders'
import { type DepositBook, readDeposits } from './read-deposits'
import { customerOfLine } from './work-plan'

type Kept = Pick<BillingIntent, 'intentId' | 'customerId'>

/** What the lines of one schedule draw of. */
interface Source {
  readonly schedule: Schedule
  readonly book: DepositBook
  readonly facts: BillingFacts
  /** Everything else that was decided to be billed of it. */
  readonly billed: readonly BilledIntent[]
}

/**
 * The lines of an invoice that was prepared a while ago, with what its work draws of deposits now: one that was paid
 * since is drawn, and one that was voided or lowered is drawn no further than it counts. All other lines stay as they were
 * decided. With the checks of what they draw.
 */
export async function readDrawnAnew(
  sql: Sql,
  intent: Kept,
  parts: readonly BillingPart[],
): Promise<{ readonly lines: readonly InvoiceLine[]; readonly checks: readonly Check[] }> {
  const sources = await readSources(sql, intent, parts)
  const groups = groupsOf(parts).map((group) => {
    const source = sources.get(group[0].scheduleId) ?? null
    return { source, own: source === null ? group : group.filter((part) => !isDrawn(part)) }
  })
  let room = MOST_LINES - groups.reduce((sum, { own }) => sum + own.length, 0)
  const lines: InvoiceLine[] = []
  for (const { source, own } of groups) {
    const drawn = source === null ? [] : ridersOf(source, intent, own, lines)
    lines.push(...own)
    // QuickBooks takes no more lines: what is not drawn here waits for the next invoice, as one that is not paid does.
    if (drawn.length > room) continue
    room -= drawn.length
    lines.push(...drawn)
  }
  const checks = [...sources.values()].flatMap(({ schedule, book }) => {
    const own = lines.filter(({ scheduleId }) => scheduleId === schedule.scheduleId)
    return depositChecks(book, own, schedule.currency)
  })
  const asDecided = parts.filter((part) => !(isDrawn(part) && sources.has(part.scheduleId)))
  return { lines, checks: [...checks, ...(await checkKeptDeposits(sql, asDecided))] }
}

const isDrawn = ({ kind }: Pick<BillingPart, 'kind'>): boolean => kind === 'draw' || kind === 'deposit_income'

/** The schedules whose work is on the invoice and that have deposits which come back. */
async function readSources(
  sql: Sql,
  { intentId, customerId }: Kept,
  parts: readonly BillingPart[],
): Promise<ReadonlyMap<string, Source>> {
  const sources = new Map<string, Source>()
  const work = parts.filter(({ kind }) => kind === 'work')
  for (const scheduleId of new Set(work.map((part) => part.scheduleId))) {
    const schedule = await readSchedule(sql, scheduleId)
    if (!schedule) continue
    const all = (await readBilledIntents(sql, [schedule])).get(scheduleId) ?? []
    const [facts] = await readBillingFacts(sql, schedule, [customerId])
    const book = facts ? await readDeposits(sql, schedule, all, facts) : null
    if (!facts || book === null) continue
    const isTheirs = (part: BillingPart) =>
      (customerOfLine(schedule, book.milestones, part) ?? '') === customerId
    // Where somebody else pays the work by now, whose deposit it draws is no question of today: it stays as it was decided.
    if (!work.every((part) => part.scheduleId !== scheduleId || isTheirs(part))) continue
    const billed = all.filter(({ intent }) => intent.intentId !== intentId)
    const accounts = depositAccounts(billed, schedule.currency)
    sources.set(scheduleId, { schedule, facts, billed, book: { ...book, accounts } })
  }
  return sources
}

/** An invoice's lines, each milestone's with what goes with it. */
function groupsOf(parts: readonly BillingPart[]): readonly (readonly [BillingPart, ...BillingPart[]])[] {
  const groups: [BillingPart, ...BillingPart[]][] = []
  for (const part of parts) {
    const last = groups.at(-1)
    if (last === undefined || billsMilestone(part)) groups.push([part])
    else last.push(part)
  }
  return groups
}

/** What the work that a group begins with draws, beside the lines before it. */
function ridersOf(
  { schedule, book, facts, billed }: Source,
  { customerId }: Kept,
  [work, ...before]: readonly BillingPart[],
  beside: readonly InvoiceLine[],
): readonly InvoiceLine[] {
  const milestone = book.milestones.find(({ milestoneId }) => milestoneId === work?.milestoneId)
  if (work === undefined || milestone === undefined) return []
  const { depositTaxCode } = facts.workspace.settings
  const taxCode = depositTaxCode ?? milestone.details.taxCode ?? book.item.taxCode
  return depositRiders(
    { ...book, item: { ...book.item, taxCode } },
    { schedule, milestone, customerId, work, before, billed, beside, wording: wordingOf(facts) },
  )
}
