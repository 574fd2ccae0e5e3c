/**
 * Goal: what is only tried leaves nothing behind, and a try that failed is never taken for one that went well. Method: rows
 * of a real table, statements that are waited for and statements that are not.
 */
import { markDirty } from '../../src/outbox/deal-mirror-table'
import { tell } from '../../src/postgres/database'
import { tryOut } from '../../src/postgres/try-out'
import { type Office, openOffice } from '../fixtures/office'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

const dirty = async () =>
  (
    await office.within((sql) => sql<{ deal_id: string }>('select deal_id from deal_mirror order by deal_id'))
  ).map((row) => row.deal_id)

test('what is tried is taken back, and what was written before it stays', async () => {
  await office.within(async (sql) => {
    await markDirty(sql, ['before'])
    await tryOut(sql, () => markDirty(sql, ['tried']))
    await markDirty(sql, ['after'])
  })
  expect(await dirty()).toEqual(['after', 'before'])
})

test.each([
  ['that is waited for', (sql, text) => sql(text)],
  ['that nobody waits for', (sql, text) => tell(sql, text)],
] as [
  string,
  (sql: Parameters<typeof tell>[0], text: string) => Promise<unknown>,
][])('a statement %s and fails takes the whole transaction with it', async (_, ask) => {
  const failing = office.within(async (sql) => {
    await markDirty(sql, ['lost'])
    await tryOut(sql, () => ask(sql, "update deal_mirror set deal_id = 'x' where 1 / 0 = 1"))
  })
  await expect(failing).rejects.toMatchObject({ code: '22012' })
  expect(await dirty()).toEqual(['after', 'before'])
})
