/**
 * Goal: what is released is never more than is held, from nobody and at no time. Method: invoices in every state as
 * tables; a property over arbitrary jobs and wishes.
 */
import fc from 'fast-check'
import type { BilledIntent } from '../../src/invoices/billing-status'
import { invoiceFacts } from '../../src/invoices/books/document'
import { partKey } from '../../src/invoices/intent'
import { heldByPayer, releasable, releasableTo, releaseShares } from '../../src/invoices/retainage/held'
import { nextReleaseOf, releaseKeyOf } from '../../src/invoices/retainage/release'
import { someBilled, someDocument, someIntent, somePart } from '../fixtures/made'
import { must } from '../fixtures/must'

describe('what may be released', () => {
  const withheld = (customerId: string, id: string, minor: bigint): BilledIntent => {
    const work = somePart({
      milestoneId: id,
      partKey: partKey(id, 'work'),
      amountMinor: minor * 10n,
      lineId: '1',
    })
    const back = somePart({
      milestoneId: id,
      kind: 'retainage',
      partKey: partKey(id, 'retainage'),
      amountMinor: -minor,
      lineId: '2',
    })
    const text = (amount: bigint) => `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`
    const line = (Id: string, Amount: string) => ({ Id, Amount, DetailType: 'SalesItemLineDetail' })
    const net = text(minor * 9n)
    return someBilled({
      intent: someIntent({ intentId: id, customerId, amountMinor: minor * 9n, sizeMinor: minor * 11n }),
      parts: [work, back],
      invoice: invoiceFacts(
        someDocument({
          TotalAmt: net,
          Balance: net,
          Line: [line('1', text(minor * 10n)), line('2', `-${text(minor)}`)],
        }),
        'USD',
        minor * 11n,
      ),
    })
  }
  const release = (
    customerId: string,
    number: number,
    minor: bigint,
    more: Partial<BilledIntent['intent']> = {},
  ) =>
    someBilled({
      intent: someIntent({ intentId: `r${number}${customerId}`, customerId, state: 'queued', ...more }),
      parts: [
        somePart({
          milestoneId: null,
          kind: 'retainage_release',
          partKey: releaseKeyOf('schedule', customerId, number),
          amountMinor: minor,
        }),
      ],
      invoice: null,
    })

  test('is what stands on invoices less what is released or on its way', () => {
    const all = [withheld('1', 'a', 60_000n), withheld('1', 'b', 40_000n), release('1', 1, 30_000n)]
    expect(heldByPayer(all, 'USD')).toEqual([
      { customerId: '1', withheld: 100_000n, released: 0n, releasing: 30_000n },
    ])
    expect(releasable(heldByPayer(all, 'USD'))).toBe(70_000n)
    expect(nextReleaseOf(all)).toBe(2)
    const cancelled = [...all, release('1', 2, 50_000n, { state: 'cancelled' })]
    expect(releasable(heldByPayer(cancelled, 'USD'))).toBe(70_000n)
    expect(nextReleaseOf(cancelled)).toBe(3)
  })

  test('is not there yet while the invoice that holds it is on its way', () => {
    const queued = { ...withheld('1', 'a', 60_000n), intent: someIntent({ state: 'queued' }), invoice: null }
    expect(releasable(heldByPayer([queued], 'USD'))).toBe(0n)
  })

  test('is unknown while an invoice could not be read', () => {
    const unread = { ...withheld('1', 'a', 60_000n), invoice: null }
    expect(releasable(heldByPayer([unread, withheld('1', 'b', 1n)], 'USD'))).toBeNull()
  })

  test('is each payer’s own: one who was released too much takes nothing of another’s', () => {
    const all = heldByPayer(
      [withheld('1', 'a', 100n), release('1', 1, 150n), withheld('2', 'b', 300n)],
      'USD',
    )
    expect(all.map(releasableTo)).toEqual([-50n, 300n])
    expect(releasable(all)).toBe(300n)
    expect(releaseShares(all, 300n)).toEqual([{ customerId: '2', amountMinor: 300n }])
  })

  test('goes by what is held from each: 60 and 40 % of 100.01', () => {
    const all = heldByPayer([withheld('1', 'a', 6_001n), withheld('2', 'b', 4_000n)], 'USD')
    expect(releaseShares(all, 10_001n).map((each) => each.amountMinor)).toEqual([6_001n, 4_000n])
    expect(releaseShares(all, 5_000n).map((each) => each.amountMinor)).toEqual([3_000n, 2_000n])
  })

  test('of customers who were merged is the survivor’s', () => {
    const merged = heldByPayer(
      [withheld('1', 'a', 100n), withheld('2', 'b', 300n)],
      'USD',
      new Map([['2', '1']]),
    )
    expect(merged).toMatchObject([{ customerId: '1', withheld: 400n }])
  })

  test('property: however often anything is released, nobody is released more than is held', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('1', '2', '3'), fc.bigInt(1n, 100_000n)), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.array(fc.bigInt(1n, 200_000n), { maxLength: 6 }),
        (invoices, wishes) => {
          const all: BilledIntent[] = invoices.map(([customerId, minor], at) =>
            withheld(customerId, `m${at}`, minor),
          )
          for (const wish of wishes) {
            const now = heldByPayer(all, 'USD')
            const most = must(releasable(now))
            const asked = wish < most ? wish : most
            const shares = releaseShares(now, asked)
            expect(shares.reduce((sum, each) => sum + each.amountMinor, 0n)).toBe(asked)
            const number = nextReleaseOf(all)
            for (const { customerId, amountMinor } of shares)
              all.push(release(customerId, number, amountMinor))
          }
          for (const each of heldByPayer(all, 'USD')) expect(must(releasableTo(each)) >= 0n).toBe(true)
        },
      ),
    )
  })
})
