/**
 * Goal: a page that is open hears of every deal that changed, however many change at once. Method: PostgreSQL's own
 * notifications, listened to as the program does.
 */
import { markDirty } from '../../src/outbox/deal-mirror-table'
import { type Announcement, announceDeals, CHANGED_CHANNEL } from '../../src/outbox/ring'
import { listen } from '../../src/postgres/listen'
import { type Office, openOffice } from '../fixtures/office'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

test('open pages hear of every deal that changed, in notifications that the database takes', async () => {
  const heard: string[] = []
  const listening = await listen({
    url: office.databaseUrl,
    channels: [CHANGED_CHANNEL],
    onMessage: (_, payload) => heard.push(payload),
    onGap: () => undefined,
  })
  const told = () => heard.map((payload) => JSON.parse(payload) as Announcement)
  const until = async (count: number) => {
    while (heard.length < count) await new Promise((resolve) => setTimeout(resolve, 10))
  }
  try {
    const ids = Array.from({ length: 120 }, (_, n) => `9${String(n).padStart(18, '0')}`)
    await office.within((sql) => markDirty(sql, ids))
    await until(3)
    expect(told().flatMap(({ deals }) => deals)).toEqual(ids)
    expect(told().map(({ every }) => every)).toEqual([false, false, false])
    expect(Math.max(...heard.map((payload) => Buffer.byteLength(payload)))).toBeLessThan(8_000)
    // Past a number nobody is named: whatever is open is read again.
    const many = Array.from({ length: 501 }, (_, n) => String(n))
    await office.within((sql) => announceDeals(sql, many))
    await office.within((sql) => announceDeals(sql, []))
    await until(5)
    expect(told().slice(3)).toMatchObject([
      { deals: [], every: true, kinds: ['deal', 'attention'] },
      { deals: [], every: false, kinds: ['deal', 'attention'] },
    ])
  } finally {
    await listening.close()
  }
})
