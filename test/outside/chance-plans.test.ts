/**
 * Goal: plans that pass the first check and are odd all the same break nothing: whatever is taken can be read, sent back
 * as it was, and changed again. Method: plans by chance on a deal without one, then edits by chance, over HTTP.
 */
import fc from 'fast-check'
import { type ContractStage, openContractStage } from './contract-stage'

let stage: ContractStage
let deals: string[]
beforeAll(async () => {
  stage = await openContractStage()
  const { body } = await stage.ask('GET', '/api/v1/deals?status=unscheduled')
  deals = (body['items'] as { id: string }[]).map((each) => each.id)
}, 120_000)
afterAll(() => stage.close())

const currency = fc.constantFrom('USD', 'USD', 'USD', 'JPY', 'KWD', 'EUR')
const places: Readonly<Record<string, number>> = { USD: 2, EUR: 2, JPY: 0, KWD: 3 }
const amountIn = (code: string) =>
  fc.tuple(fc.constantFrom(1, 3, 6, 9, 11), fc.nat(), fc.nat()).map(([size, whole, rest]) => {
    const digits = String(whole)
      .padStart(size, '7')
      .slice(0, size)
      .replace(/^0+(?=\d)/, '')
    const decimals = String(rest)
      .padStart(4, '0')
      .slice(0, places[code] ?? 2)
    return { amount: decimals === '' ? digits : `${digits}.${decimals}`, currency: code }
  })
const share = fc.oneof(
  fc.integer({ min: 1, max: 1_000_000 }).map((parts) => ({
    percent: `${Math.floor(parts / 10_000)}.${String(parts % 10_000).padStart(4, '0')}`,
  })),
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
    .map(([a, b]) => ({ fraction: `${Math.min(a, b)}/${Math.max(a, b)}` })),
)
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))
/** A day that has come completes its milestone at once, and then little can be changed. */
const later = day.map((each) => `2${each.slice(1)}`).filter((each) => each > '2100')
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 })
const approval = fc.record({
  required: fc.boolean(),
  rule: fc.constant('any'),
  approvers: fc.array(fc.record({ name: words, email: fc.uuid().map((id) => `${id}@acme.example`) }), {
    maxLength: 3,
  }),
  windowDays: fc.integer({ min: 1, max: 60 }),
  deemed: fc.boolean(),
})

const milestoneIn = (code: string) =>
  fc
    .record({
      name: words,
      worth: fc.oneof(
        share.map((value) => ({ share: value })),
        amountIn(code).map((value) => ({ amount: value })),
      ),
      description: maybe(words),
      deliverable: maybe(words),
      criteria: maybe(fc.array(words, { maxLength: 3 })),
      planned: fc.option(fc.tuple(day, day)),
      trigger: maybe(fc.record({ on: fc.constantFrom(['acceptance'], ['signature']), date: maybe(later) })),
      approval: maybe(approval),
    })
    .map(({ worth, planned, ...rest }) => {
      const [plannedFrom, plannedOn] = planned ? [...planned].sort() : []
      return { ...rest, ...worth, ...(planned && { plannedFrom, plannedOn }) }
    })

const plan = currency
  .chain((code) =>
    fc.record({
      billingType: fc.constantFrom('fixed', 'fixed', 'mixed', 'hourly'),
      contractValue: amountIn(code),
      contractDate: maybe(day),
      contractReference: maybe(words),
      customer: maybe(fc.nat({ max: 40 }).map((n) => ({ quickbooksId: String(n) }))),
      item: maybe(fc.nat({ max: 40 }).map((n) => ({ quickbooksId: String(n) }))),
      taxCode: maybe(fc.constantFrom('TAX', 'NON', '7')),
      terms: maybe(
        fc.constantFrom({ netDays: 0 }, { netDays: 999 }, { dueOnReceipt: true }, { quickbooksId: '99' }),
      ),
      delivery: maybe(fc.constantFrom('send', 'post', 'prepare')),
      cadence: maybe(fc.constantFrom({ on: 'approval' }, { on: 'monthly', day: 28 })),
      hourlyRate: maybe(amountIn(code)),
      retainage: maybe(fc.constantFrom({ percent: '10' }, { percent: '100' }, { percent: '0' })),
      deposit: maybe(fc.record({ mode: fc.constantFrom('income', 'liability', 'advance'), share })),
      approval: maybe(approval),
      lateFee: maybe(words),
      milestones: fc.array(milestoneIn(code), { maxLength: 8 }),
    }),
  )
  .map((given) => (given.billingType === 'hourly' ? { ...given, milestones: [] } : given))
type Plan = { readonly milestones: readonly { readonly id: string; readonly name: string }[] }

const noBreak = (answer: { status: number; body: object }, asked: unknown) => {
  if (answer.status >= 500)
    throw new Error(`${answer.status} ${JSON.stringify(answer.body)} to ${JSON.stringify(asked)}`)
}

test('what is taken is read, sent back and changed', async () => {
  let taken = 0
  await fc.assert(
    fc.asyncProperty(plan, fc.infiniteStream(fc.nat()), milestoneIn('USD'), async (given, chance, change) => {
      const next = (below: number) => Number(chance.next().value) % Math.max(below, 1)
      const deal = deals[next(deals.length)]
      const at = `/api/v1/deals/${deal}`
      const before = await stage.fingerprint()
      const answer = await stage.ask('PUT', `${at}/schedule`, { body: given })
      noBreak(answer, given)
      if (answer.status !== 200) {
        expect([400, 409, 412, 422]).toContain(answer.status)
        expect(await stage.fingerprint()).toBe(before)
        return
      }
      taken += 1
      const page = await stage.ask('GET', at)
      expect(page.status).toBe(200)
      const schedule = page.body['schedule'] as Plan
      const again = await stage.ask('PUT', `${at}/schedule`, { body: schedule })
      noBreak(again, schedule)
      expect([again.status, again.body['milestones']]).toEqual([200, schedule.milestones])

      const ids = schedule.milestones.map((each) => each.id)
      const ordered = await stage.ask('PUT', `${at}/milestones/order`, { body: { ids: [...ids].reverse() } })
      noBreak(ordered, ids)
      const one = ids[next(ids.length)]
      if (one === undefined) return
      const amount = { amount: `${next(1_000)}.${String(next(100)).padStart(2, '0')}`, currency: 'USD' }
      for (const [method, address, body] of [
        ['PATCH', `/api/v1/milestones/${one}`, change],
        ['POST', `/api/v1/milestones/${one}/split`, { accepted: amount, reason: 'By chance' }],
        ['POST', `${at}/milestones`, change],
        ['GET', `/api/v1/milestones/${one}/invoice-preview`, undefined],
        ['GET', `/api/v1/milestones/${one}/preflight`, undefined],
        ['GET', `${at}/schedule.csv`, undefined],
        ['POST', `${at}/undo`, {}],
        ['GET', at, undefined],
      ] as const) {
        noBreak(await stage.ask(method, address, { body }), [method, address, body, given])
      }
    }),
    { numRuns: 60 },
  )
  // Most must get that far, or this proves little.
  expect(taken).toBeGreaterThan(15)
}, 300_000)
