import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { addEvents } from '../../src/inbox/inbox-table'
import { openReading, releaseReading } from '../../src/inbox/reading-table'
import { addMessage } from '../../src/outbox/outbox-table'
import type { Doorbell } from '../../src/queue/doorbell'
import { closeUpkeep } from '../../src/tenants/upkeep-table'
import { addWorkspace } from '../../src/tenants/workspace-table'
import { type Office, openOffice } from '../fixtures/office'
import { type Done, eventually, type QueueProcess, startProcess } from '../fixtures/queue-process'

export const outboxOf = (done: readonly Done[]) => done.filter((each) => each.queue === 'outbox')
export const endedOf = (done: readonly Done[]) => outboxOf(done).filter((each) => each.ended !== null)

/** So many promises of a workspace, in one transaction, with one ring. */
export async function promises(
  office: Office,
  count: number,
  workspaceId = office.workspaceId,
): Promise<void> {
  await office.database.inWorkspace(workspaceId, async (sql) => {
    for (let n = 0; n < count; n += 1)
      await addMessage(sql, { kind: 'invoice.create', subjectId: randomUUID(), dealId: '1' })
  })
}

async function anotherCompany(office: Office): Promise<string> {
  const workspaceId = randomUUID()
  await office.database.inWorkspace(workspaceId, (sql) =>
    addWorkspace(sql, { workspaceId, name: 'Other', zone: 'UTC', currency: 'USD', settings: {} }),
  )
  return workspaceId
}

export const eachOnce = (done: readonly Done[]) => {
  const ids = outboxOf(done).map((each) => each.subjectId)
  expect(new Set(ids).size).toBe(ids.length)
}

/** What holds of the queues, whichever doorbell wakes the workers. */
export function queueBattery(openBell: () => Doorbell): void {
  let office: Office
  let done: Done[]
  const running: QueueProcess[] = []
  const start = async (name: string, work: Parameters<typeof startProcess>[4] = {}) => {
    const started = await startProcess(office, name, openBell(), done, work)
    running.push(started)
    return started
  }
  beforeEach(async () => {
    office = await openOffice()
    done = []
  })
  afterEach(async () => {
    await Promise.all(running.splice(0).map((each) => each.stop()))
    await office.close()
  })

  test('a burst over three processes is done, each thing once, and by more than one of them', async () => {
    const busy = { outbox: () => pause(5) }
    for (const name of ['a', 'b', 'c']) await start(name, busy)
    await promises(office, 300)
    await eventually('all done', () => endedOf(done).length >= 300)
    await pause(200)
    expect(outboxOf(done)).toHaveLength(300)
    eachOnce(done)
  })

  test('a workspace’s readings follow one another, however often it rings and in however many processes', async () => {
    const work = {
      quickbooks: async (entry: Done, database: QueueProcess['database']) => {
        await pause(60)
        await database.inWorkspace(entry.workspaceId, async (sql) => {
          await sql('update reading set read_at = milepost.now()')
          await sql('update inbox_event set settled_at = milepost.now() where settled_at is null')
        })
        await releaseReading(database, entry.workspaceId, 'quickbooks', null)
      },
    }
    await office.within((sql) => openReading(sql, 'quickbooks'))
    for (const name of ['a', 'b', 'c']) await start(name, work)
    for (let n = 0; n < 12; n += 1) {
      await office.within((sql) =>
        addEvents(sql, [
          {
            source: 'quickbooks',
            key: String(n),
            entity: 'Invoice',
            entityIds: ['1'],
            operation: 'updated',
            occurredAt: null,
            body: {},
          },
        ]),
      )
      // Gathered for two seconds from the first one.
      office.clock.moveTo(office.clock.offsetMs() + 700)
      await pause(40)
    }
    await eventually('read', () => done.filter((each) => each.ended !== null).length >= 3)
    const reads = done.filter((each) => each.queue === 'quickbooks').sort((a, b) => a.began - b.began)
    for (const [index, read] of reads.entries()) {
      const before = reads[index - 1]
      if (before) expect(read.began).toBeGreaterThanOrEqual((before.ended ?? Number.POSITIVE_INFINITY) - 5)
    }
  })

  test('what nobody rang for is found within seconds', async () => {
    await start('a')
    await eventually('quiet', () => true)
    await pause(300)
    await office.within((sql) =>
      sql(
        `insert into outbox_message (workspace_id, kind, subject_id)
         values (milepost.current_workspace(), 'invoice.create', gen_random_uuid())`,
      ),
    )
    expect(await eventually('found', () => endedOf(done).length === 1, 25_000)).toBeLessThan(20_000)
  })

  test('a slow worker holds up only what it has in hand, and keeps that', async () => {
    let letGo: () => void = () => undefined
    const stuck = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const held = new Set<string | null>()
    await start('slow', {
      outbox: async (entry) => {
        if (held.size === 4) return
        held.add(entry.subjectId)
        await stuck
      },
    })
    await promises(office, 4)
    await eventually('four in slow hands', () => held.size === 4)
    await start('quick')
    await promises(office, 40)
    await eventually('the rest done', () => endedOf(done).length === 40)
    expect(endedOf(done).some((each) => held.has(each.subjectId))).toBe(false)
    letGo()
    await eventually('all done', () => endedOf(done).length === 44)
    eachOnce(done)
  })

  test('a workspace with two thousand things due holds up no other', async () => {
    const quiet = await anotherCompany(office)
    const busy = { outbox: () => pause(20) }
    await promises(office, 2_000)
    for (const name of ['a', 'b']) await start(name, busy)
    await eventually('under way', () => endedOf(done).length > 50)
    await promises(office, 5, quiet)
    const began = performance.now()
    const handledThen = endedOf(done).length
    const quietDone = () => endedOf(done).filter((each) => each.workspaceId === quiet).length
    await eventually('the quiet one served', () => quietDone() === 5)
    const tookMs = Math.round(performance.now() - began)
    const ahead = endedOf(done).length - handledThen - 5
    process.stdout.write(
      `fairness: the quiet one waited ${tookMs} ms while ${ahead} of the others’ were done\n`,
    )
    expect(endedOf(done).length).toBeLessThan(1_500)
    // Its share of places at most, twice over: what was in hand, and what is claimed beside it.
    expect(ahead).toBeLessThan(100)
    expect(tookMs).toBeLessThan(15_000)
  })

  test('one that stops ends what it has in hand and begins nothing; another does the rest', async () => {
    const leaving = await start('leaving', { outbox: () => pause(300) })
    await promises(office, 30)
    await eventually('in hand', () => outboxOf(done).length >= 5)
    await leaving.stop()
    running.splice(running.indexOf(leaving), 1)
    const begun = outboxOf(done).length
    expect(endedOf(done)).toHaveLength(begun)
    await pause(300)
    expect(outboxOf(done)).toHaveLength(begun)
    await start('next')
    await eventually('all done', () => endedOf(done).length >= 30)
    eachOnce(done)
  })

  test('upkeep that is due is done once, whatever number of processes there are', async () => {
    const companies = [office.workspaceId]
    for (let n = 0; n < 6; n += 1) companies.push(await anotherCompany(office))
    const work = {
      upkeep: async (entry: Done, database: QueueProcess['database']) => {
        await pause(20)
        await database.inWorkspace(entry.workspaceId, (sql) => closeUpkeep(sql, 600_000))
      },
    }
    for (const name of ['a', 'b']) await start(name, work)
    const kept = () => done.filter((each) => each.queue === 'upkeep')
    await eventually('all kept up', () => kept().filter((each) => each.ended !== null).length >= 7)
    await pause(1_000)
    expect(
      kept()
        .map((each) => each.workspaceId)
        .sort(),
    ).toEqual([...companies].sort())
    // The day goes on: each once more.
    office.clock.moveTo(office.clock.offsetMs() + 601_000)
    await eventually('kept up again', () => kept().filter((each) => each.ended !== null).length >= 14)
    await pause(500)
    expect(kept()).toHaveLength(14)
  })
}
