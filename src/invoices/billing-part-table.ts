import { type Sql, tell } from '../postgres/database'
import type { InvoiceLine, LineReading } from './composing/invoice-line'
import type { BillingPart, PartKind } from './intent'

interface PartRow {
  intent_id: string
  part_key: string
  schedule_id: string
  milestone_id: string | null
  kind: PartKind
  amount_minor: bigint
  line: Partial<LineReading>
  line_id: string | null
  live: boolean
  moved_minor: bigint | null
}

const COLUMNS =
  'intent_id, part_key, schedule_id, milestone_id, kind, amount_minor, line, line_id, live, moved_minor'

/** What was billed before lines were kept reads nothing: its invoice says it. */
const nothingKept: LineReading = { text: [], itemId: null, taxCode: null, serviceOn: null }

const toPart = (row: PartRow): BillingPart => ({
  intentId: row.intent_id,
  partKey: row.part_key,
  scheduleId: row.schedule_id,
  milestoneId: row.milestone_id,
  kind: row.kind,
  amountMinor: row.amount_minor,
  reads: { ...nothingKept, ...row.line },
  lineId: row.line_id,
  live: row.live,
  movedMinor: row.moved_minor,
})

/** Adds an intent's lines in their order. One that is live elsewhere violates `billing_part_live`. */
export async function addParts(sql: Sql, intentId: string, lines: readonly InvoiceLine[]): Promise<void> {
  await sql(
    `insert into billing_part (workspace_id, intent_id, line_no, part_key, schedule_id, milestone_id, kind, amount_minor, line)
     select milepost.current_workspace(), $1, each.line_no, each.part_key, each.schedule_id, each.milestone_id, each.kind,
       each.amount_minor, each.line
     from unnest($2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::jsonb[]) with ordinality
       as each (part_key, schedule_id, milestone_id, kind, amount_minor, line, line_no)`,
    [
      intentId,
      lines.map((line) => line.partKey),
      lines.map((line) => line.scheduleId),
      lines.map((line) => line.milestoneId),
      lines.map((line) => line.kind),
      lines.map((line) => line.amountMinor),
      lines.map((line) => JSON.stringify(line.reads)),
    ],
  )
}

/** Lines of these intents, in the order in which they are on the invoice. */
export async function readParts(sql: Sql, intentIds: readonly string[]): Promise<BillingPart[]> {
  if (intentIds.length === 0) return []
  const rows = await sql<PartRow>(
    `select ${COLUMNS} from billing_part where intent_id = any($1) order by line_no, part_key`,
    [intentIds],
  )
  return rows.map(toPart)
}

/**
 * Every part that was ever to be billed of this milestone against its contract, those that are free again too. What a
 * prepared invoice holds is not live here: it bills nothing yet, and gives way to whatever does.
 */
export const readPartsOfMilestone = (sql: Sql, milestoneId: string): Promise<BillingPart[]> =>
  readPartsOfMilestones(sql, [milestoneId])

/** The same of several milestones, those of one together. */
export async function readPartsOfMilestones(
  sql: Sql,
  milestoneIds: readonly string[],
): Promise<BillingPart[]> {
  if (milestoneIds.length === 0) return []
  const rows = await sql<PartRow>(
    `select p.intent_id, p.part_key, p.schedule_id, p.milestone_id, p.kind, p.amount_minor, p.line, p.line_id,
       p.live and i.state <> 'prepared' as live, p.moved_minor
     from billing_part p
     join billing_intent i on i.workspace_id = p.workspace_id and i.intent_id = p.intent_id
     where p.milestone_id = any($1) and p.kind in ('work', 'deposit') order by p.part_key`,
    [milestoneIds],
  )
  return rows.map(toPart)
}

/** Those of these deals of whose plans a deposit was ever to be billed, in the order of their ids. */
export async function dealsWithDeposits(sql: Sql, dealIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ deal_id: string }>(
    `select s.deal_id from schedule s where s.deal_id = any($1) and exists (
       select from billing_part p
       where p.workspace_id = s.workspace_id and p.schedule_id = s.schedule_id and p.kind = 'deposit')
     order by s.deal_id`,
    [dealIds],
  )
  return rows.map((row) => row.deal_id)
}

/** The ids that QuickBooks gave our lines, by part. */
export async function setLineIds(
  sql: Sql,
  intentId: string,
  lineIds: ReadonlyMap<string, string>,
): Promise<void> {
  await tell(
    sql,
    `update billing_part p set line_id = given.line_id
     from unnest($2::text[], $3::text[]) as given (part_key, line_id)
     where p.intent_id = $1 and p.part_key = given.part_key`,
    [intentId, [...lineIds.keys()], [...lineIds.values()]],
  )
}

/** What was decided of these parts is what their invoice bills: a change order accepted it. Minor units, by part. */
export async function setPartAmounts(
  sql: Sql,
  intentId: string,
  amounts: ReadonlyMap<string, bigint>,
): Promise<void> {
  await sql(
    `update billing_part p set amount_minor = given.amount_minor
     from unnest($2::text[], $3::bigint[]) as given (part_key, amount_minor)
     where p.intent_id = $1 and p.part_key = given.part_key`,
    [intentId, [...amounts.keys()], [...amounts.values()]],
  )
}

/** Gives the keys of an intent's parts free: its invoice is not effective any more, or never will be. */
export async function freeParts(sql: Sql, intentId: string): Promise<void> {
  await tell(sql, 'update billing_part set live = false where intent_id = $1', [intentId])
}

/** Which of these parts some invoice bills now, or is to. */
export async function liveAmong(sql: Sql, partKeys: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await sql<{ part_key: string }>(
    'select part_key from billing_part where part_key = any($1) and live',
    [partKeys],
  )
  return new Set(rows.map((row) => row.part_key))
}

/** These parts of an intent bill nothing of it any more: another invoice does. What was decided of them is kept. */
export async function moveParts(sql: Sql, intentId: string, partKeys: readonly string[]): Promise<void> {
  await tell(
    sql,
    `update billing_part set live = false, moved_minor = amount_minor, amount_minor = 0
     where intent_id = $1 and part_key = any($2) and live`,
    [intentId, partKeys],
  )
}

/** A part that had moved is its invoice's again, at this amount; false while something else bills it, or leaves no room for it. */
export async function takeMovedPart(
  sql: Sql,
  intentId: string,
  { partKey, amountMinor }: Pick<BillingPart, 'partKey' | 'amountMinor'>,
): Promise<boolean> {
  const taken = await sql(
    `update billing_part mine set live = true, amount_minor = $3, moved_minor = null
     where mine.intent_id = $1 and mine.part_key = $2 and mine.moved_minor is not null
       and not exists (select from billing_part other where other.part_key = mine.part_key and other.live)
       and (mine.kind <> 'work' or $3 <= (
         select m.amount_minor + m.again_minor - coalesce((
           select sum(other.amount_minor) from billing_part other
           where other.milestone_id = m.milestone_id and other.live and other.kind in ('work', 'deposit')), 0)
         from milestone m where m.milestone_id = mine.milestone_id))
     returning 1 as taken`,
    [intentId, partKey, amountMinor],
  )
  return taken.length > 0
}

/**
 * Takes the keys of an intent's parts again; false when another intent holds one of them, or what is billed of a
 * milestone meanwhile, divided otherwise, leaves no room for them. What moved to another invoice stays there.
 */
export async function takeParts(sql: Sql, intentId: string): Promise<boolean> {
  const taken = await sql(
    `update billing_part mine set live = true where mine.intent_id = $1 and mine.moved_minor is null
       and not exists (
         select from billing_part wanted
         join billing_part other on other.workspace_id = wanted.workspace_id and other.part_key = wanted.part_key
           and other.intent_id <> wanted.intent_id and other.live
         where wanted.intent_id = $1 and wanted.moved_minor is null)
       and not exists (
         select from billing_part wanted
         join milestone m on m.workspace_id = wanted.workspace_id and m.milestone_id = wanted.milestone_id
         where wanted.intent_id = $1 and wanted.kind in ('work', 'deposit') and wanted.moved_minor is null
         group by m.milestone_id, m.amount_minor, m.again_minor
         having sum(wanted.amount_minor) > m.amount_minor + m.again_minor - coalesce((
           select sum(other.amount_minor) from billing_part other
           where other.milestone_id = m.milestone_id and other.intent_id <> $1 and other.live
             and other.kind in ('work', 'deposit')), 0)
           and exists (select from billing_part other where other.milestone_id = m.milestone_id
             and other.intent_id <> $1 and other.live and other.kind in ('work', 'deposit')))
     returning 1 as taken`,
    [intentId],
  )
  return taken.length > 0
}
