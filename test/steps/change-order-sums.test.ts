/**
 * Goal: contract sum = original + Σ approved net effects = scheduled + unscheduled, and no amount moves that no line
 * names. Method: random plans and random change orders, some refused by the rules, on a real database; after each one
 * both sides are counted anew.
 */
import fc from 'fast-check'
import { netEffect } from '../../src/change-orders/change-order'
import { readChangeOrders } from '../../src/change-orders/change-order-table'
import type { TypedLine } from '../../src/change-orders/typed-line'
import type { Milestone } from '../../src/schedules/milestone'
import { Refusal } from '../../src/tenants/refusal'
import { type Office, openOffice } from '../fixtures/office'
import { adding, changing, ordering, removing } from '../fixtures/ordering'
import { draftOf, usd } from '../fixtures/plan'
import { planning } from '../fixtures/planning'

let office: Office
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
})
afterAll(() => office.close())
const { read } = planning(() => office)
const { draft, send, approve, close } = ordering(() => office)

const cents = fc.bigInt({ min: 0n, max: 10n ** 8n })
const text = (minor: bigint) => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
const wish = fc.oneof(
  fc.record({ op: fc.constant('add' as const), minor: cents }),
  fc.record({ op: fc.constant('share' as const), percent: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ op: fc.constant('change' as const), at: fc.nat(20), minor: cents }),
  fc.record({ op: fc.constant('remove' as const), at: fc.nat(20) }),
)
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never

function lineOf(each: Wish, milestones: readonly Milestone[]): TypedLine[] {
  if (each.op === 'add') return [adding('Added', text(each.minor))]
  if (each.op === 'share') {
    return [{ op: 'add', milestone: { name: 'Part', share: { percent: String(each.percent) } } }]
  }
  const milestone = milestones[each.at % milestones.length]
  if (!milestone) return []
  return each.op === 'remove'
    ? [removing(milestone.milestoneId)]
    : [changing(milestone.milestoneId, { amount: usd(text(each.minor)) })]
}

test('the sums hold after every change order, whatever it says and however it ends', async () => {
  let applied = 0
  await fc.assert(
    fc.asyncProperty(
      cents,
      fc.array(fc.record({ lines: fc.array(wish, { minLength: 1, maxLength: 4 }), yes: fc.boolean() }), {
        minLength: 1,
        maxLength: 4,
      }),
      async (contract, orders) => {
        const { dealId, scheduleId } = await office.plan(
          draftOf(
            text(contract),
            ['1/3', '1/3', '1/3'].map((fraction, n) => ({ name: `M${n}`, share: { fraction } })),
          ),
        )
        for (const { lines, yes } of orders) {
          const before = await read(dealId)
          const typed = lines.flatMap((each) => lineOf(each, before.milestones))
          try {
            const order = await draft(dealId, typed)
            await send(order.changeOrderId)
            await (yes ? approve(order.changeOrderId) : close(order.changeOrderId, 'rejected'))
            applied += yes ? 1 : 0
          } catch (error) {
            if (!(error instanceof Refusal)) throw error
          }
          const after = await read(dealId)
          const all = await office.within((sql) => readChangeOrders(sql, scheduleId))
          const nets = all
            .filter((order) => order.state === 'approved')
            .reduce((sum, order) => sum + netEffect(order.lines), 0n)
          const { figures } = await office.tracker(dealId)
          expect(figures.original).toBe(contract)
          expect(figures.contractSum).toBe(contract + nets)
          expect(figures.changeOrders).toBe(nets)
          expect(figures.scheduled + figures.unscheduled).toBe(figures.contractSum)
          expect(figures.bar.reduce((sum, part) => sum + part.minor, 0n)).toBe(
            figures.scheduled > figures.contractSum ? figures.scheduled : figures.contractSum,
          )
          const named = new Set(typed.map((line) => (line.op === 'add' ? '' : line.milestoneId)))
          for (const milestone of before.milestones.filter((each) => !named.has(each.milestoneId))) {
            expect(after.milestones.find((each) => each.milestoneId === milestone.milestoneId)).toEqual(
              milestone,
            )
          }
          expect(after.milestones.every((each) => each.amountMinor >= 0n)).toBe(true)
        }
      },
    ),
    { numRuns: 25 },
  )
  expect(applied).toBeGreaterThan(5)
})
