/** The databases that tests get: each its own, at the newest schema, and a forgotten connection is a failure. */
import { Client } from 'pg'
import { testDatabase } from '../fixtures/database'

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

test('two test databases hold the newest schema and share nothing', async () => {
  const [one, other] = await Promise.all([testDatabase(), testDatabase()])
  const first = await connect(one.url)
  const second = await connect(other.url)
  await first.query('create table milepost.only_here (x int)')
  const count = "select count(*)::int as tables from pg_tables where schemaname = 'milepost'"
  const [inFirst, inSecond] = [(await first.query(count)).rows[0], (await second.query(count)).rows[0]]
  expect(inSecond.tables).toBeGreaterThan(5)
  expect(inFirst.tables).toBe(inSecond.tables + 1)
  await Promise.all([first.end(), second.end()])
  await Promise.all([one.drop(), other.drop()])
  await expect(connect(one.url)).rejects.toThrow('does not exist')
})

test('a connection left open fails the drop, which names its last statement and still removes the database', async () => {
  const database = await testDatabase()
  const forgotten = await connect(database.url)
  await forgotten.query("select 'left behind'")
  await expect(database.drop(500)).rejects.toThrow("Connections left open, last doing: select 'left behind'")
  await expect(connect(database.url)).rejects.toThrow('does not exist')
  await forgotten.end().catch(() => undefined)
})
