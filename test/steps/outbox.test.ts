/**
 * Goal: every due message is taken by exactly one worker at a time, a busy workspace starves nobody, and a change that
 * comes while a deal is written is not lost. Method: many claimers at once on a real database, on a moved clock.
 */
import { randomUUID } from 'node:crypto'
import { addEvents } from '../../src/inbox/inbox-table'
import { leaseReading, openReading, postponeReading, releaseReading } from '../../src/inbox/reading-table'
import { claimNext, dropLeases, type QueueName } from '../../src/outbox/claim'
import {
  dueDirtyDeals,
  holdDirtyDeals,
  lockDirtyDeals,
  markDirty,
  markWritten,
  postponeDirty,
} from '../../src/outbox/deal-mirror-table'
import {
  addMessage,
  closeMessage,
  listOwed,
  postponeMessage,
  readMessage,
  wakeMessage,
} from '../../src/outbox/outbox-table'
import { saveConnection, setConnectionStatus, type Vendor } from '../../src/tenants/connection-table'
import { addWorkspace } from '../../src/tenants/workspace-table'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const claim = (queue: QueueName, given: Partial<Parameters<typeof claimNext>[2]> = {}) =>
  claimNext(office.database, queue, {
    most: 10,
    perWorkspace: 10,
    leaseMs: 60_000,
    gatherMs: 2_000,
    sweepMs: 600_000,
    ...given,
  })
const advance = (ms: number) => office.clock.moveTo(office.clock.offsetMs() + ms)
const add = (workspaceId = office.workspaceId) =>
  office.database.inWorkspace(workspaceId, (sql) =>
    addMessage(sql, { kind: 'invoice.create', subjectId: randomUUID(), dealId: '1' }),
  )
async function anotherWorkspace(): Promise<string> {
  const workspaceId = randomUUID()
  await office.database.inWorkspace(workspaceId, (sql) =>
    addWorkspace(sql, { workspaceId, name: 'Other', zone: 'UTC', currency: 'USD', settings: {} }),
  )
  return workspaceId
}
const message = (id: string | null | undefined) =>
  office.within(async (sql) => must(await readMessage(sql, must(id))))

describe('messages', () => {
  test('thirty claimers at once share a hundred messages, each taken once', async () => {
    for (let n = 0; n < 100; n += 1) await add()
    const taken: string[] = []
    const worker = async () => {
      for (;;) {
        const claims = await claim('outbox', { most: 3, perWorkspace: 100 })
        if (claims.length === 0) return
        taken.push(...claims.map((each) => must(each.subjectId)))
      }
    }
    while (taken.length < 100) await Promise.all(Array.from({ length: 30 }, worker))
    expect(taken).toHaveLength(100)
    expect(new Set(taken).size).toBe(100)
  })

  test('a busy workspace leaves room for the others', async () => {
    const quiet = await anotherWorkspace()
    for (let n = 0; n < 30; n += 1) await add()
    await add(quiet)
    const claims = await claim('outbox', { most: 6, perWorkspace: 4 })
    expect(claims.filter((each) => each.workspaceId === office.workspaceId).length).toBeLessThanOrEqual(4)
    expect(claims.map((each) => each.workspaceId)).toContain(quiet)
  })

  test('a lease holds until its end, and then the work is another’s', async () => {
    await add()
    const [first] = await claim('outbox')
    expect(await claim('outbox')).toEqual([])
    expect(await message(first?.subjectId)).toMatchObject({ leased: true })
    advance(59_000)
    expect(await claim('outbox')).toEqual([])
    advance(2_000)
    expect(await claim('outbox')).toEqual([first])
  })

  test('the only program running takes back what a dead one held', async () => {
    await add()
    await claim('outbox')
    await dropLeases(office.database)
    expect(await claim('outbox')).toHaveLength(1)
  })

  test('one that is put off is due at its time, and is counted', async () => {
    await add()
    const [first] = await claim('outbox')
    const fault = {
      kind: 'throttled',
      status: 429,
      code: null,
      message: 'slow',
      trace: 't',
      retryAfterMs: 9,
    } as const
    await office.within((sql) =>
      postponeMessage(sql, must(first?.subjectId), { state: 'unclear', inMs: 30_000, fault }),
    )
    expect(await message(first?.subjectId)).toMatchObject({
      state: 'unclear',
      attempts: 1,
      leased: false,
      fault,
    })
    expect(await claim('outbox')).toEqual([])
    advance(30_001)
    expect(await claim('outbox')).toEqual([first])
  })

  test('closed ones are never taken; a refused one stays owed, and a person can wake it', async () => {
    for (let n = 0; n < 3; n += 1) await add()
    const claims = await claim('outbox')
    const states = ['done', 'refused', 'cancelled'] as const
    for (const [index, state] of states.entries()) {
      await office.within((sql) => closeMessage(sql, must(claims[index]?.subjectId), state, null))
    }
    advance(10 * 60_000)
    expect(await claim('outbox')).toEqual([])
    const owed = await office.within((sql) => listOwed(sql, { limit: 10, offset: 0 }))
    expect(owed.map((each) => each.messageId)).toEqual([claims[1]?.subjectId])
    await office.within((sql) => wakeMessage(sql, must(claims[1]?.subjectId)))
    expect(await claim('outbox')).toEqual([claims[1]])
  })

  test('the same subject is promised once', async () => {
    const subjectId = randomUUID()
    const one = { kind: 'invoice.create', subjectId, dealId: null } as const
    await office.within((sql) => addMessage(sql, one))
    await expect(office.within((sql) => addMessage(sql, one))).rejects.toMatchObject({
      constraint: 'outbox_message_once',
    })
  })

  test('a queue that does not exist is a fault of ours', async () => {
    await expect(claim('nothing' as QueueName)).rejects.toThrow('no queue named nothing')
  })
})

describe('reading a vendor', () => {
  const ring = (n: number) =>
    office.within((sql) =>
      addEvents(sql, [
        {
          source: 'quickbooks',
          key: String(n),
          entity: 'Invoice',
          entityIds: ['1'],
          operation: 'created',
          occurredAt: null,
          body: {},
        },
      ]),
    )
  const readJustNow = () => office.within((sql) => sql('update reading set read_at = milepost.now()'))

  test('is due when it was never read, once, and by one process at a time', async () => {
    await office.within((sql) => openReading(sql, 'quickbooks'))
    const both = await Promise.all([claim('quickbooks'), claim('quickbooks'), claim('quickbooks')])
    expect(both.flat()).toEqual([{ workspaceId: office.workspaceId, subjectId: expect.any(String) }])
    expect(await leaseReading(office.database, office.workspaceId, 'quickbooks', 1_000)).toBeNull()
    await releaseReading(office.database, office.workspaceId, 'quickbooks', null)
    expect(await leaseReading(office.database, office.workspaceId, 'quickbooks', 1_000)).not.toBeNull()
  })

  test('events are gathered from the first one on, which later ones do not put off', async () => {
    await office.within((sql) => openReading(sql, 'quickbooks'))
    await readJustNow()
    await ring(1)
    expect(await claim('quickbooks')).toEqual([])
    advance(500)
    await ring(2)
    await ring(1)
    expect(await claim('quickbooks')).toEqual([])
    advance(1_600)
    expect(await claim('quickbooks')).toHaveLength(1)
  })

  test('the sweep comes when nobody rang, not before', async () => {
    await office.within((sql) => openReading(sql, 'quickbooks'))
    await readJustNow()
    advance(599_000)
    expect(await claim('quickbooks')).toEqual([])
    advance(2_000)
    expect(await claim('quickbooks')).toHaveLength(1)
  })

  test('a vendor that is down is left alone for the pause', async () => {
    await office.within((sql) => openReading(sql, 'quickbooks'))
    await postponeReading(office.database, office.workspaceId, 'quickbooks', null, 30_000)
    expect(await claim('quickbooks')).toEqual([])
    advance(31_000)
    expect(await claim('quickbooks')).toHaveLength(1)
  })

  test('a lost connection is not read', async () => {
    await office.within(async (sql) => {
      await openReading(sql, 'quickbooks')
      await setConnectionStatus(sql, 'quickbooks', 'needs_reconnect', 'gone')
    })
    expect(await claim('quickbooks')).toEqual([])
  })
})

describe('deals that HubSpot should hear of', () => {
  const due = () => office.within((sql) => dueDirtyDeals(sql, 10))
  const mark = (...ids: string[]) => office.within((sql) => markDirty(sql, ids))

  test('are due once, however often they changed', async () => {
    await mark('2', '1', '1')
    await mark('1')
    expect((await due()).map((deal) => [deal.dealId, deal.mark]).sort()).toEqual([
      ['1', 1n],
      ['2', 0n],
    ])
  })

  test('a change while they are written keeps them dirty; none leaves them clean', async () => {
    await mark('1', '2')
    const deals = await due()
    await mark('1')
    for (const deal of deals)
      await office.within((sql) => markWritten(sql, { ...deal, written: { a: deal.dealId } }))
    expect(await due()).toMatchObject([{ dealId: '1', written: { a: '1' } }])
  })

  test('what one writer holds, another passes over', async () => {
    await mark('1', '2', '3')
    const seen = await Promise.all(
      Array.from({ length: 5 }, () =>
        office.within(async (sql) => {
          const mine = await lockDirtyDeals(sql, await dueDirtyDeals(sql, 3))
          await holdDirtyDeals(
            sql,
            mine.map((deal) => deal.dealId),
            60_000,
          )
          return mine.map((deal) => deal.dealId)
        }),
      ),
    )
    expect(seen.flat().sort()).toEqual(['1', '2', '3'])
    expect(await due()).toEqual([])
    advance(61_000)
    expect(await due()).toHaveLength(3)
  })

  test('a write that failed is put off and counted, and a new change does not hurry it', async () => {
    await mark('1')
    await office.within((sql) => postponeDirty(sql, ['1'], 30_000, { message: 'down' }))
    await mark('1')
    expect(await due()).toEqual([])
    advance(31_000)
    expect(await due()).toMatchObject([{ dealId: '1', attempts: 1 }])
  })

  test('only workspaces with a live connection are written', async () => {
    await mark('1')
    expect(await claim('writeback')).toEqual([])
    const connect = (vendor: Vendor) =>
      office.within((sql) =>
        saveConnection(sql, {
          vendor,
          name: null,
          accountHash: Buffer.from('x'),
          externalIdSealed: 'x',
          accessTokenSealed: 'x',
          refreshTokenSealed: 'x',
          accessExpiresAt: new Date(),
          refreshExpiresAt: null,
          facts: {},
        }),
      )
    await connect('hubspot')
    // News is gathered for a moment, and counts from the first.
    expect(await claim('writeback')).toEqual([])
    advance(1_000)
    await mark('1')
    advance(1_000)
    expect(await claim('writeback')).toEqual([{ workspaceId: office.workspaceId, subjectId: null }])
  })
})
