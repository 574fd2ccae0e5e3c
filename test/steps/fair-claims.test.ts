/**
 * Goal: no company holds more places than its share, whatever hangs and however many workers claim, and a claim's cost
 * doesn't grow with the backlog. Method: claims that are never given back, at once and again, on a real database.
 */
import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { type Claim, claimNext } from '../../src/outbox/claim'
import { dueDirtyDeals, markDirty, markWritten } from '../../src/outbox/deal-mirror-table'
import {
  addMessage,
  closeMessage,
  joinBatch,
  listFirstTries,
  type MessageKind,
  readMessages,
} from '../../src/outbox/outbox-table'
import type { Database } from '../../src/postgres/database'
import { saveConnection } from '../../src/tenants/connection-table'
import { paceOf } from '../../src/tenants/pace'
import { addWorkspace } from '../../src/tenants/workspace-table'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'

const SHARE = 4

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const claim = (most = 8, database = office.database) =>
  claimNext(database, 'outbox', {
    most,
    perWorkspace: SHARE,
    leaseMs: 150_000,
    gatherMs: 0,
    sweepMs: 600_000,
  })
const messages = (workspaceId: string, count: number) =>
  office.database.inWorkspace(workspaceId, async (sql) => {
    for (let n = 0; n < count; n += 1)
      await addMessage(sql, { kind: 'invoice.create', subjectId: randomUUID(), dealId: '1' })
  })
async function anotherCompany(): Promise<string> {
  const workspaceId = randomUUID()
  await office.database.inWorkspace(workspaceId, (sql) =>
    addWorkspace(sql, { workspaceId, name: 'Other', zone: 'UTC', currency: 'USD', settings: {} }),
  )
  return workspaceId
}
const of = (claims: readonly Claim[], workspaceId: string) =>
  claims.filter((each) => each.workspaceId === workspaceId).length

async function analyze(table: string): Promise<void> {
  const client = new Client({ connectionString: office.databaseUrl })
  await client.connect()
  await client.query(`analyze milepost.${table}`)
  await client.end()
}
/** A database that counts how many rows of a table its claims read. */
function counting(table: string) {
  let read = 0
  const counted: Pick<Database, 'once'> = {
    once: (_, work) =>
      office.database.outside(async (sql) => {
        const answer = await work(sql)
        const [rows] = await sql<{ read: bigint }>(
          `select seq_tup_read + idx_tup_fetch as read from pg_stat_xact_user_tables
           where relid = 'milepost.${table}'::regclass`,
        )
        read = Number(rows?.read)
        return answer
      }),
  }
  return { counted, read: () => read }
}

test('a company that hangs keeps its share of places, however often its work is claimed', async () => {
  await messages(office.workspaceId, 20)
  const held: Claim[] = []
  for (let look = 0; look < 4; look += 1) held.push(...(await claim()))
  expect(held).toHaveLength(SHARE)

  const quiet = await anotherCompany()
  await messages(quiet, 2)
  expect(of(await claim(), quiet)).toBe(2)
})

test('twenty workers claiming at once take no more than the share together', async () => {
  await messages(office.workspaceId, 60)
  const claims = (await Promise.all(Array.from({ length: 20 }, () => claim()))).flat()
  expect(claims).toHaveLength(SHARE)
})

test('a place is free again when its message is done, and when its lease ends', async () => {
  await messages(office.workspaceId, 12)
  const [first] = await claim()
  expect(await claim()).toEqual([])
  await office.within((sql) => closeMessage(sql, must(first?.subjectId), 'done', null))
  expect(await claim()).toHaveLength(1)
  office.clock.moveTo(office.clock.offsetMs() + 151_000)
  expect(await claim()).toHaveLength(SHARE)
})

test('whoever has least in flight comes first', async () => {
  const quiet = await anotherCompany()
  await messages(office.workspaceId, 10)
  expect(await claim(2)).toHaveLength(2)
  await messages(quiet, 10)
  expect(of(await claim(2), quiet)).toBe(2)
})

test('the messages of a batch are two places together, and leave the rest to others', async () => {
  await messages(office.workspaceId, 40)
  const [first] = await claim(1)
  const batchId = randomUUID()
  await office.within(async (sql) => {
    const others = await listFirstTries(sql, 'invoice.create', must(first?.subjectId), 29)
    const ids = [must(first?.subjectId), ...others.map((each) => each.messageId)]
    await joinBatch(sql, batchId, ids, 150_000)
  })
  expect(await claim()).toHaveLength(SHARE - 2)
  expect(await claim()).toEqual([])
})

test('a company that asked for a pause keeps its messages until it is over; others are served meanwhile', async () => {
  const pace = paceOf({ database: office.database, vendor: 'quickbooks' })
  const quiet = await anotherCompany()
  await messages(office.workspaceId, 3)
  await messages(quiet, 1)
  await pace.quiet(office.workspaceId, 30_000)
  const claims = await claim()
  expect([of(claims, office.workspaceId), of(claims, quiet)]).toEqual([0, 1])
  office.clock.moveTo(office.clock.offsetMs() + 31_000)
  expect(of(await claim(), office.workspaceId)).toBe(3)
})

test('what goes elsewhere waits neither for a pause that QuickBooks asked for nor for its places; a note waits for HubSpot’s', async () => {
  const kinds = { mail: 'mail.send', note: 'certificate.note', invoice: 'invoice.create' } as const
  const add = (kind: MessageKind) =>
    office.within((sql) => addMessage(sql, { kind, subjectId: randomUUID(), dealId: '1' }))
  const taken = async () => {
    const ids = (await claim()).map(({ subjectId }) => must(subjectId))
    return (await office.within((sql) => readMessages(sql, ids))).map(({ kind }) => kind).sort()
  }
  const pause = (vendor: 'quickbooks' | 'hubspot') =>
    paceOf({ database: office.database, vendor }).quiet(office.workspaceId, 30_000)

  await pause('quickbooks')
  for (const kind of Object.values(kinds)) await add(kind)
  expect(await taken()).toEqual([kinds.note, kinds.mail])
  office.clock.moveTo(office.clock.offsetMs() + 31_000)
  expect(await taken()).toEqual([kinds.invoice])

  // As many invoices as it has places hang; a letter leaves all the same.
  await messages(office.workspaceId, SHARE)
  expect(await claim()).toHaveLength(SHARE - 1)
  await pause('hubspot')
  await add(kinds.note)
  await add(kinds.mail)
  expect(await taken()).toEqual([kinds.mail])
})

test('a claim looks at a few rows of each company, not at its backlog', async () => {
  const BACKLOG = 20_000
  await office.within((sql) =>
    sql(
      `insert into outbox_message (workspace_id, kind, subject_id)
       select milepost.current_workspace(), 'invoice.create', gen_random_uuid() from generate_series(1, $1)`,
      [BACKLOG],
    ),
  )
  await analyze('outbox_message')
  const { counted, read } = counting('outbox_message')
  expect(await claim(8, { ...office.database, ...counted })).toHaveLength(SHARE)
  expect(read()).toBeGreaterThan(0)
  expect(read()).toBeLessThan(200)
})

describe('figures for HubSpot', () => {
  const connect = (workspaceId: string) =>
    office.database.inWorkspace(workspaceId, (sql) =>
      saveConnection(sql, {
        vendor: 'hubspot',
        name: null,
        accountHash: Buffer.from(workspaceId),
        externalIdSealed: 'sealed',
        accessTokenSealed: 'sealed',
        refreshTokenSealed: 'sealed',
        accessExpiresAt: new Date('2099-01-01'),
        refreshExpiresAt: null,
        facts: {},
      }),
    )
  const dirty = (workspaceId: string, deals: number) =>
    office.database.inWorkspace(workspaceId, (sql) =>
      markDirty(
        sql,
        Array.from({ length: deals }, (_, n) => String(n)),
      ),
    )
  const later = (ms: number) => office.clock.moveTo(office.clock.offsetMs() + ms)
  const bounds = { most: 1, perWorkspace: 1, leaseMs: 150_000, gatherMs: 500, sweepMs: 600_000 }
  const next = async (database: Pick<Database, 'once'> = office.database) =>
    (await claimNext({ ...office.database, ...database }, 'writeback', bounds)).map(
      ({ workspaceId }) => workspaceId,
    )
  /** The deals that a worker writes in one turn. */
  const write = (workspaceId: string) =>
    office.database.inWorkspace(workspaceId, async (sql) => {
      for (const { dealId, mark } of await dueDirtyDeals(sql, 100))
        await markWritten(sql, { dealId, mark, written: {} })
    })
  const served = async () => {
    const [workspaceId] = await next()
    if (workspaceId !== undefined) await write(workspaceId)
    return workspaceId
  }

  test('one that has hundreds of deals to write is served in its turn, and the others after its first hundred', async () => {
    const [many, one, other] = [office.workspaceId, await anotherCompany(), await anotherCompany()]
    for (const each of [many, one, other]) await connect(each)
    await dirty(many, 350)
    later(60_000)
    await dirty(one, 1)
    await dirty(other, 1)
    later(60_000)
    const turns = [await served(), await served(), await served()]
    expect(turns[0]).toBe(many)
    expect(turns.slice(1).sort()).toEqual([one, other].sort())

    // What comes meanwhile waits for one turn of the others at most; then it is alone again.
    expect(await served()).toBe(many)
    await dirty(one, 1)
    later(1_000)
    expect([await served(), await served(), await served()]).toEqual([one, many, many])
    expect(await served()).toBeUndefined()
  })

  test('a clock that is set back puts nobody at the end of the line', async () => {
    const companies = [office.workspaceId, await anotherCompany(), await anotherCompany()]
    for (const each of companies) {
      await connect(each)
      await dirty(each, 1)
    }
    later(3_600_000)
    const [first] = await next()
    later(-3_590_000)
    const [second, third] = [await next(), await next()]
    expect([first, ...second, ...third].sort()).toEqual([...companies].sort())
    expect(await next()).toEqual([first])
  })

  test('a claim looks at a few rows of each company, not at all that waits', async () => {
    await connect(office.workspaceId)
    await office.within((sql) =>
      sql(
        `insert into deal_mirror (workspace_id, deal_id, dirty_since)
         select milepost.current_workspace(), n::text, milepost.now() from generate_series(1, 20000) n`,
      ),
    )
    later(60_000)
    await analyze('deal_mirror')
    const { counted, read } = counting('deal_mirror')
    expect(await next(counted)).toEqual([office.workspaceId])
    expect(read()).toBeGreaterThan(0)
    expect(read()).toBeLessThan(50)
  })
})
