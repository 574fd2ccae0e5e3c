/**
 * Goal: Intuit counts the metered reads of all companies of one app together; whoever runs it is told before they are spent,
 * and a workspace learns that, and nothing of another's number. Method: two workspaces on a real database, the operators'
 * listener, and the log.
 */
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { usageHandlers } from '../../src/http/handlers/usage-handlers'
import { startOperators } from '../../src/http/operators'
import { appReadsOf, watchAppReads } from '../../src/start/open-operators'
import type { AppReads } from '../../src/tenants/app-reads'
import { shiftDay } from '../../src/tenants/read-budget'
import { addWorkspace } from '../../src/tenants/workspace-table'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'

const app: AppReads = { monthlyReads: 1_000, alarmPercent: 80 }
const other = randomUUID()
const NOON = Date.parse('2027-03-20T12:00:00Z')
const TODAY = '2027-03-20'

let office: Office
beforeAll(async () => {
  office = await openOffice()
  await office.database.inWorkspace(other, (sql) =>
    addWorkspace(sql, { workspaceId: other, name: 'Other', zone: 'UTC', currency: 'USD', settings: {} }),
  )
})
beforeEach(() => office.clock.moveTo(NOON - Date.now()))
afterAll(() => office.close())

const reads = (workspaceId: string, day: string, metered: number) =>
  office.database.inWorkspace(workspaceId, (sql) =>
    sql(
      `insert into vendor_usage (workspace_id, day, vendor, operation, reason, calls, metered)
       values (milepost.current_workspace(), $1, 'quickbooks', 'query', 'other', $2, $2)
       on conflict (workspace_id, day, vendor, operation, reason) do update set calls = excluded.calls,
         metered = excluded.metered`,
      [day, metered],
    ),
  )
const metrics = async (granted: AppReads | null) => {
  const server = await startOperators({
    database: office.database,
    clock: office.clock,
    app: granted,
    port: 0,
    host: '127.0.0.1',
    role: 'worker',
    inHand: () => ({}),
    calls: () => [],
    board: null,
  })
  try {
    const { port } = server.address() as AddressInfo
    return await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  } finally {
    server.close()
  }
}
/** What a workspace is told; its whole answer, so that nothing else slips in. */
const usage = async (granted: AppReads | null) => {
  const { readUsage } = usageHandlers({ clock: office.clock, appReads: granted })
  const { value } = await office.within((sql) => readUsage.run(sql, {} as never))
  return value
}
function watched() {
  const said: { how: string; facts: object }[] = []
  const log = {
    warn: (facts: object) => void said.push({ how: 'warn', facts }),
    info: (facts: object) => void said.push({ how: 'info', facts }),
  }
  return {
    said,
    stop: watchAppReads({ database: office.database, clock: office.clock, app, log, everyMs: 20 }),
  }
}
/** Resolves when the log has said so many things. */
async function until(said: readonly unknown[], many: number): Promise<void> {
  while (said.length < many) await new Promise((resolve) => setTimeout(resolve, 10))
}

test('all companies are added up; operators read the sum, a workspace the state alone', async () => {
  await reads(office.workspaceId, TODAY, 111)
  await reads(other, TODAY, 700)
  const text = await metrics(app)
  expect(text).toContain('\nmilepost_metered_reads 811\n')
  expect(text).toContain('\nmilepost_metered_reads_granted 1000\n')
  expect(text).toContain('\nmilepost_metered_reads_alarm 1\n')
  expect(text).not.toContain(other)
  const told = await usage(app)
  expect(told).toMatchObject({ app: 'near', metered: 111, state: 'well' })
  expect(JSON.stringify(told)).not.toMatch(/700|811|1000\b/)
  // Another workspace's rows are as hidden as ever.
  const seen = await office.within((sql) => sql<{ metered: bigint }>('select metered from vendor_usage'))
  expect(seen.map(({ metered }) => metered)).toEqual([111n])
})

test('where the operator has said nothing, nothing is added up', async () => {
  expect(await metrics(null)).not.toContain('metered_reads')
  expect((await usage(null)).app).toBeNull()
  expect(appReadsOf({ QUICKBOOKS_MONTHLY_READS: undefined, QUICKBOOKS_READS_ALARM_PERCENT: 80 })).toBeNull()
  expect(appReadsOf({ QUICKBOOKS_MONTHLY_READS: 5, QUICKBOOKS_READS_ALARM_PERCENT: 70 })).toEqual({
    monthlyReads: 5,
    alarmPercent: 70,
  })
})

test('the log says each step once: well, near, passed, and well again in the next month', async () => {
  await reads(office.workspaceId, TODAY, 100)
  await reads(other, TODAY, 100)
  const { said, stop } = watched()
  try {
    await reads(other, TODAY, 750)
    await until(said, 1)
    await reads(other, TODAY, 900)
    await until(said, 2)
    await reads(other, TODAY, 950)
    office.clock.moveTo(Date.parse('2027-04-20T12:00:00Z') - Date.now())
    await until(said, 3)
    expect(said.map(({ how }) => how)).toEqual(['warn', 'warn', 'info'])
    expect(must(said[1]).facts).toMatchObject({ soFar: 1_000, monthlyReads: 1_000 })
    expect(JSON.stringify(said)).not.toContain(other)
  } finally {
    stop()
  }
})

test('a pace that will not last is told before it is near', async () => {
  for (let back = 1; back <= 7; back += 1) await reads(other, shiftDay(TODAY, -back), 50)
  await reads(other, TODAY, 0)
  await reads(office.workspaceId, TODAY, 0)
  expect((await usage(app)).app).toBe('well')
  expect((await usage({ ...app, monthlyReads: 700 })).app).toBe('will_pass')
})
