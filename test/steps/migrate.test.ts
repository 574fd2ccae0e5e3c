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

test('rows of an earlier version are brought along: calls are counted, and amounts are known to have been there', async () => {
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
  await migrate(at(older))
  await inWorkspace(workspaceId, async (client) => {
    const usage = await client.query('select operation, calls::int, metered::int from vendor_usage')
    expect(usage.rows).toEqual([{ operation: 'readInvoice', calls: 2, metered: 1 }])
    const deals = await client.query('select deal_id, had_amount from deal order by 1')
    expect(deals.rows.map((row) => row.had_amount)).toEqual([true, true, false])
  })
})
