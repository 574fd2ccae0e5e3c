/**
 * Goal: an event is stored once however often it comes, rings every time, and none costs its delivery. Method: the same
 * and different events, one after the other and at once; contents that a database can't hold.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import {
  addEvents,
  lastEventAt,
  postponeEvents,
  type ReceivedEvent,
  settleEvents,
  waitingEvents,
} from '../../src/inbox/inbox-table'
import { type Listening, listen } from '../../src/postgres/listen'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const event = (key: string, given: Partial<ReceivedEvent> = {}): ReceivedEvent => ({
  source: 'quickbooks',
  key,
  entity: 'Invoice',
  entityIds: [key],
  operation: 'created',
  occurredAt: new Date('2026-03-01T12:00:00Z'),
  body: { id: key },
  ...given,
})
const add = (...events: ReceivedEvent[]) => office.within((sql) => addEvents(sql, events))
const waiting = (source: 'quickbooks' | 'hubspot' = 'quickbooks') =>
  office.within((sql) => waitingEvents(sql, source, 1_000))

test('events wait in the order in which they came, each with what it said', async () => {
  await add(event('1'), event('2', { operation: 'deleted', occurredAt: null, entityIds: ['2', '3'] }))
  await add(event('3', { source: 'hubspot', entity: 'deal' }))
  expect(await waiting()).toMatchObject([
    {
      entity: 'Invoice',
      entityIds: ['1'],
      operation: 'created',
      occurredAt: new Date('2026-03-01T12:00:00Z'),
      attempts: 0,
    },
    { entityIds: ['2', '3'], operation: 'deleted', occurredAt: null },
  ])
  expect(await waiting('hubspot')).toHaveLength(1)
  expect(await office.within((sql) => lastEventAt(sql, 'hubspot'))).not.toBeNull()
})

test('ten times the same, in one delivery, in ten, and at once, is one event', async () => {
  await add(...Array.from({ length: 10 }, () => event('1')))
  for (let time = 0; time < 10; time += 1) await add(event('1'))
  await Promise.all(Array.from({ length: 10 }, () => add(event('1'), event('2'))))
  await Promise.all(Array.from({ length: 10 }, () => add(event('2'), event('1'))))
  expect((await waiting()).map((each) => each.entityIds[0])).toEqual(['1', '2'])
})

test('the same key of the other vendor, or of another workspace, is another event', async () => {
  await add(event('1'), event('1', { source: 'hubspot' }))
  expect(await waiting()).toHaveLength(1)
  expect(await waiting('hubspot')).toHaveLength(1)
})

test('a settled event that comes again waits again; one that is put off is due again at once', async () => {
  await add(event('1'))
  const [first] = await waiting()
  await office.within((sql) => settleEvents(sql, [must(first).eventId], 'read'))
  expect(await waiting()).toEqual([])
  await add(event('1'))
  const [again] = await waiting()
  expect(again).toMatchObject({ eventId: must(first).eventId, attempts: 0 })
  await office.within((sql) => postponeEvents(sql, [must(first).eventId], 60_000))
  expect(await waiting()).toMatchObject([{ attempts: 1 }])
  await add(event('1'))
  expect(await waiting()).toMatchObject([{ attempts: 0 }])
})

test('each delivery rings, and nothing rings for a delivery that was not kept', async () => {
  const rings: string[] = []
  const listening: Listening = await listen({
    url: office.databaseUrl,
    channels: ['milepost_ring'],
    onMessage: (_, payload) => rings.push(payload),
    onGap: () => undefined,
  })
  await add(event('1'), event('2'), event('3', { source: 'hubspot' }))
  await add(event('1'))
  const failed = office.within(async (sql) => {
    await addEvents(sql, [event('9')])
    throw new Error('stop')
  })
  await expect(failed).rejects.toThrow('stop')
  await office.within((sql) => sql('select pg_notify($1, $2)', ['milepost_ring', 'end']))
  while (!rings.includes('end')) await new Promise((resolve) => setTimeout(resolve, 5))
  await listening.close()
  expect(rings).toEqual(['quickbooks', 'hubspot', 'quickbooks', 'end'])
})

test.each([
  ['NUL', 'a\u0000b'],
  ['half a pair', 'a\ud800b'],
  ['the other half', 'a\udc00b'],
  ['what only looks like it', 'a\\u0000b'],
  ['an emoji', 'a🙂b'],
])('an event with %s in it does not cost its delivery', async (_, text) => {
  await add(event('1'), event('2', { body: { text, [text]: 1 } }), event('3'))
  expect(await waiting()).toHaveLength(3)
  if (text.includes('🙂')) {
    const [row] = await office.within((sql) =>
      sql<{ text: string }>("select body ->> 'text' as text from inbox_event where event_key = '2'"),
    )
    expect(row?.text).toBe(text)
  }
})

test('a hundred events are one statement, and a thousand come in a moment', async () => {
  const began = performance.now()
  await add(...Array.from({ length: 1_000 }, (_, n) => event(String(n))))
  expect(performance.now() - began).toBeLessThan(10_000)
  expect(await waiting()).toHaveLength(1_000)
  const source = await readFile(path.resolve(__dirname, '../../src/inbox/inbox-table.ts'), 'utf8')
  expect(source.match(/insert into inbox_event/g)).toHaveLength(1)
})
