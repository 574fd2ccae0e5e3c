/**
 * Goal: more work than connections waits its turn, and what waits too long is told to come back, with nothing begun.
 * Method: one connection, held by somebody else.
 */

import { DatabaseBusy, openDatabase } from '../../src/postgres/database'
import { type Office, openOffice } from '../fixtures/office'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

test('work waits for a connection, and no longer than it may', async () => {
  const narrow = openDatabase({ url: office.databaseUrl, clock: office.clock, connections: 1, waitMs: 300 })
  let letGo: () => void = () => undefined
  const held = narrow.inWorkspace(office.workspaceId, () => new Promise<void>((resolve) => (letGo = resolve)))
  const begun = jest.fn(async () => 'done')
  await expect(narrow.inWorkspace(office.workspaceId, begun)).rejects.toBeInstanceOf(DatabaseBusy)
  expect(begun).not.toHaveBeenCalled()
  const patient = narrow.inWorkspace(office.workspaceId, begun)
  letGo()
  await held
  expect(await patient).toBe('done')
  await narrow.close()
})
