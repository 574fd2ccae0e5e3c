/** Goal: programs that start together make one schema. Method: twenty at once on an empty database, and once more. */
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { testServerUrl } from '../../config/test-run'
import { migrate } from '../../src/postgres/migrate'
import { describeSchema } from '../fixtures/catalog'
import { TEMPLATE } from '../fixtures/database'

const name = `test_migrate_${randomBytes(4).toString('hex')}`
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

beforeAll(() => on('postgres', (client) => client.query(`create database ${name}`)))
afterAll(() => on('postgres', (client) => client.query(`drop database ${name} with (force)`)))

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
