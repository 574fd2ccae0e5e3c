/**
 * Goal: a program that stops has written down every vendor call it made. Method: a stage whose ledger is being
 * written by its own timer when it is flushed; everything must be there when the flush is done.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

test('a flush waits for the one that is under way', async () => {
  const counted = async () => {
    const [row] = await stage.within((sql) =>
      sql<{ count: number }>('select count(*)::int as count from vendor_call'),
    )
    return row?.count ?? 0
  }
  const company = await stage.vendors.quickbooks(stage.workspaceId)
  for (let round = 1; round <= 20; round += 1) {
    await company.companyInfo()
    const first = stage.vendors.flush()
    await pause(round % 3)
    await stage.vendors.flush()
    expect(await counted()).toBe(round)
    await first
  }
})
