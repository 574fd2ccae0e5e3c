/**
 * Goal: whatever is agreed, a deposit is billed once, drawn to the last cent, and no invoice is below zero. Method: any
 * contract, any split into milestones, any percent, any number of payers and of parts of the deposit.
 */
import fc from 'fast-check'
import { type InvoiceLine, netOfLines } from '../../src/invoices/composing/invoice-line'
import { depositAccounts, heldOf, overdrawnOf } from '../../src/invoices/deposits/deposit-account'
import { advanceState } from '../../src/invoices/deposits/deposit-to-bill'
import { drawOf } from '../../src/invoices/deposits/draw'
import { portionsOf } from '../../src/schedules/payers'
import { depositJob } from '../fixtures/deposit-job'
import { payer } from '../fixtures/payers'

const drawn = (lines: readonly InvoiceLine[]) => -netOfLines(lines.filter(({ kind }) => kind === 'draw'))

const amounts = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 8 })
const percent = fc.integer({ min: 1, max: 1_000_000 }).map((n) => {
  const digits = String(n).padStart(5, '0')
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`
})
const some = fc.record({
  amounts,
  percent,
  draw: fc.constantFrom<'full' | 'proportional'>('full', 'proportional'),
  mode: fc.constantFrom<'advance' | 'liability'>('advance', 'liability'),
  payers: fc.constantFrom(
    [],
    [payer('1', { percent: '60' }), payer('3', { percent: '40' })],
    ['1', '2', '3'].map((id) => payer(id, { fraction: '1/3' })),
  ),
  parts: fc.array(percent, { maxLength: 4 }),
  currency: fc.constantFrom('USD', 'JPY', 'KWD'),
})

test('whatever the split, the percent, the payers and the parts: all is drawn in the end, and nothing is negative', () => {
  fc.assert(
    fc.property(some, (given) => {
      const contract = given.amounts.reduce((sum, minor) => sum + minor, 0n)
      const job = depositJob(
        contract,
        given.amounts,
        {
          deposit: { mode: given.mode, share: { percent: given.percent }, draw: given.draw },
          payers: given.payers,
        },
        { currency: given.currency },
      )
      if (given.mode === 'advance') {
        for (const each of given.parts) {
          const left = () => advanceState(job.schedule, depositAccounts(job.billed, given.currency)).leftMinor
          const asked = (BigInt(each.replace('.', '')) * left()) / 1_000_000n
          if (asked > 0n) job.billDeposit({ amountMinor: asked })
        }
        job.billDeposit()
        const { leftMinor, billedMinor, totalMinor } = advanceState(
          job.schedule,
          depositAccounts(job.billed, given.currency),
        )
        expect([leftMinor, billedMinor]).toEqual([0n, totalMinor])
      }
      for (const milestone of job.milestones) {
        for (const lines of job.bill(milestone)) {
          expect(netOfLines(lines) >= 0n).toBe(true)
          expect(drawn(lines) >= 0n).toBe(true)
          for (const account of depositAccounts(job.billed, given.currency))
            expect(overdrawnOf(account)).toBe(0n)
        }
      }
      // A deposit of somebody who pays no work has nothing to come back on.
      const working = new Set(
        job.milestones
          .slice(given.mode === 'liability' ? 1 : 0)
          .flatMap((milestone) => portionsOf(job.schedule, milestone))
          .flatMap(({ customerId, amountMinor }) => (amountMinor > 0n ? [customerId] : [])),
      )
      for (const account of depositAccounts(job.billed, given.currency)) {
        if (working.has(account.customerId)) expect(heldOf([account])).toBe(0n)
      }
    }),
    { numRuns: 400 },
  )
})

test('a draw is never more than there is, than there is room for, or less than nothing', () => {
  const minor = fc.bigInt({ min: 0n, max: 10n ** 12n })
  fc.assert(
    fc.property(
      minor,
      minor,
      minor,
      minor,
      minor,
      minor,
      minor,
      fc.boolean(),
      (a, b, c, d, e, f, g, isFull) => {
        const draw = drawOf({
          draw: isFull ? 'full' : 'proportional',
          depositsMinor: a,
          drawnMinor: b,
          drawableMinor: c,
          roomMinor: d,
          workMinor: e,
          customerId: '1',
          plan: { byCustomer: new Map([['1', f]]), planned: f, agreed: g },
        })
        expect(draw >= 0n && draw <= c && draw <= d).toBe(true)
      },
    ),
  )
})
