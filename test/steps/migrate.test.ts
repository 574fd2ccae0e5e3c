/**
 * Goal: programs that start together make one schema, and rows that are there are brought along. Method: twenty at once on
 * an empty database, and once more; a database of an earlier version with rows in it.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { testServerUrl } from '../../config/test-run'
import { migrate } from '../../src/postgres/migrate'
import { describeSchema } from '../fixtures/catalog'
import { TEMPLATE } from '../fixtures/database'

const name = `test_migrate_${randomBytes(4).toString('hex')}`
const older = `${name}_older`
const MIGRATIONS = path.resolve(__dirname, '../../src/postgres/migrations')
const at = (database: string) => {
  const url = new URL(testServerUrl())
  url.pathname = database
  return url.href
}
async function on<T>(database: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: at(database) })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

beforeAll(() =>
  on('postgres', async (client) => {
    for (const each of [name, older]) await client.query(`create database ${each}`)
  }),
)
afterAll(() =>
  on('postgres', async (client) => {
    for (const each of [name, older]) await client.query(`drop database ${each} with (force)`)
  }),
)

/** Brings a database to what it was before the migration of this number. */
async function migrateBefore(database: string, number: number): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'milepost-migrations-'))
  try {
    for (const file of await readdir(MIGRATIONS)) {
      const own = Number(file.slice(8, 17))
      if (own < number) await copyFile(path.join(MIGRATIONS, file), path.join(folder, file))
    }
    await migrate(at(database), folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Rows as a workspace's own program wrote them, whatever their table asks for besides; or reads them. */
async function inWorkspace<T>(workspaceId: string, work: (client: Client) => Promise<T>): Promise<T> {
  return on(older, async (client) => {
    await client.query('begin')
    await client.query('set local role milepost_app')
    await client.query('set local search_path to milepost')
    await client.query(`select set_config('milepost.workspace', $1, true)`, [workspaceId])
    const result = await work(client)
    await client.query('commit')
    return result
  })
}

test('twenty clients at once make the schema once, and a later one changes nothing', async () => {
  await Promise.all(Array.from({ length: 20 }, () => migrate(at(name))))
  const made = await on(name, describeSchema)
  expect(made).toBe(await on(TEMPLATE, describeSchema))
  const applied = () =>
    on(name, async (client) => (await client.query('select name from milepost.migration order by id')).rows)
  const before = await applied()
  expect(before.length).toBeGreaterThan(0)
  await migrate(at(name))
  expect(await applied()).toEqual(before)
})

const SIXTY_FORTY = [
  { customer: { quickbooksId: '7' }, share: { percent: '60' } },
  { customer: { quickbooksId: '9' }, share: { percent: '40' }, billedAs: '8' },
]
const THIRDS = ['7', '8', '9'].map((quickbooksId) => ({
  customer: { quickbooksId },
  share: { fraction: '1/3' },
}))
/** A milestone as an invoice of each payer bills it: the end of each part's key, and what was decided of it, in cents. */
interface BilledByPayers {
  readonly name: string
  readonly details?: object
  readonly amount: number
  readonly parts: Readonly<Record<string, number>>
}
const BILLED_BY_PAYERS: readonly BilledByPayers[] = [
  { name: 'agreed', amount: 25_000_00, parts: { 'c7:1:work': 17_000_00, 'c8:1:work': 8_000_00 } },
  {
    name: 'agreed by halves',
    amount: 19_000_00,
    parts: { 'c7:1:work': 5_000_00, 'c8:1:work': 4_000_00, 'c7:2:work': 6_000_00, 'c8:2:work': 4_000_00 },
  },
  { name: 'by shares', amount: 20_000_00, parts: { 'c7:1:work': 12_000_00, 'c8:1:work': 8_000_00 } },
  {
    name: 'by shares of its own',
    details: { payers: THIRDS },
    amount: 100,
    parts: { 'c7:1:work': 33, 'c8:1:work': 33, 'c9:1:work': 34 },
  },
  { name: 'not all of it', amount: 20_000_00, parts: { 'c7:1:work': 17_000_00, 'c8:1:work': 8_000_00 } },
  { name: 'billed as one', amount: 20_000_00, parts: { '1:1:work': 20_000_00 } },
]
async function addBilledByPayers(client: Client, workspaceId: string): Promise<void> {
  const [scheduleId, intentId] = [randomUUID(), randomUUID()]
  await client.query(
    `insert into schedule (workspace_id, schedule_id, deal_id, billing_type, currency, contract_minor, original_minor, terms)
     values ($1, $2, '1', 'fixed', 'USD', 0, 0, $3)`,
    [workspaceId, scheduleId, JSON.stringify({ payers: SIXTY_FORTY })],
  )
  await client.query(
    `insert into billing_intent (workspace_id, intent_id, schedule_id, deal_id, generation, state, request_key, marker, body,
       body_hash, customer_id, issued_on, amount_minor, currency, delivery, created_by)
     values ($1, $2, $3, '1', 1, 'posted', 'key', 'M1', '{}', 'hash', '7', '2026-01-01', 0, 'USD', 'post', 'Amy')`,
    [workspaceId, intentId, scheduleId],
  )
  for (const [place, { name: called, details = {}, amount, parts }] of BILLED_BY_PAYERS.entries()) {
    const milestoneId = randomUUID()
    await client.query(
      `insert into milestone (workspace_id, schedule_id, milestone_id, ordinal, position, name, details, amount_minor)
       values ($1, $2, $3, $4, $4, $5, $6, $7)`,
      [workspaceId, scheduleId, milestoneId, place + 1, called, JSON.stringify(details), amount],
    )
    for (const [end, minor] of Object.entries(parts))
      await client.query(
        `insert into billing_part (workspace_id, intent_id, part_key, schedule_id, milestone_id, kind, amount_minor)
         values ($1, $2, $3, $4, $5, 'work', $6)`,
        [workspaceId, intentId, `${milestoneId}:${end}`, scheduleId, milestoneId, minor],
      )
  }
}
const part = (payer: string, percent: string, claim: number, amountMinor: string) => ({
  payer,
  share: { percent },
  claim,
  amountMinor,
})

test('rows of an earlier version are brought along: calls are counted, amounts are known to have been there, and who agreed to pay what', async () => {
  const workspaceId = randomUUID()
  await migrateBefore(older, 26)
  await inWorkspace(workspaceId, async (client) => {
    await client.query(
      `insert into workspace (workspace_id, name, zone, currency, settings) values ($1, 'Studio', 'UTC', 'USD', '{}')`,
      [workspaceId],
    )
    await client.query(
      `insert into vendor_call (workspace_id, vendor, operation, is_write, metered, outcome, status, duration_ms)
       values ($1, 'quickbooks', 'readInvoice', false, true, 'done', 200, 1),
         ($1, 'quickbooks', 'readInvoice', false, true, 'unknown', 500, 1)`,
      [workspaceId],
    )
  })
  await migrateBefore(older, 69)
  await inWorkspace(workspaceId, (client) =>
    client.query(
      `insert into deal (workspace_id, deal_id, name, amount, emptied_amount)
       values ($1, '1', 'Has one', '100', null), ($1, '2', 'Had one', null, '100'), ($1, '3', 'Never had one', null, null)`,
      [workspaceId],
    ),
  )
  await migrateBefore(older, 80)
  await inWorkspace(workspaceId, (client) => addBilledByPayers(client, workspaceId))
  await migrate(at(older))
  await inWorkspace(workspaceId, async (client) => {
    const usage = await client.query('select operation, calls::int, metered::int from vendor_usage')
    expect(usage.rows).toEqual([{ operation: 'readInvoice', calls: 2, metered: 1 }])
    const deals = await client.query('select deal_id, had_amount from deal order by 1')
    expect(deals.rows.map((row) => row.had_amount)).toEqual([true, true, false])
    const kept = await client.query("select name, agreed from milestone where agreed <> '[]' order by name")
    expect(kept.rows).toEqual([
      { name: 'agreed', agreed: [part('7', '60', 1, '1700000'), part('8', '40', 1, '800000')] },
      {
        name: 'agreed by halves',
        agreed: [
          part('7', '60', 1, '500000'),
          part('8', '40', 1, '400000'),
          part('7', '60', 2, '600000'),
          part('8', '40', 2, '400000'),
        ],
      },
    ])
  })
})
