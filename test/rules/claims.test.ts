/**
 * Goal: whatever is claimed of a milestone by percent, and whoever pays it, its claims and what they leave are the
 * milestone to the cent; and a credit is borne by its lines, to the cent too. Method: the rules' words and numbers;
 * properties over any amount, any rising percentages and any payers; every refusal.
 */
import fc from 'fast-check'
import { billableNow, payerParts, unbilledParts } from '../../src/invoices/composing/payer-part'
import { creditedByPart, creditedNet } from '../../src/invoices/credits/credited-net'
import { nextClaim } from '../../src/invoices/progress/next-claim'
import { formatAmount, money } from '../../src/money/money'
import {
  type Claim,
  type CreditClaim,
  claimFromStored,
  claimToStored,
  decidedOfCredits,
  toDateOf,
} from '../../src/schedules/claim'
import { lockWords, type Milestone } from '../../src/schedules/milestone'
import { emptyTerms } from '../../src/schedules/schedule-table'
import { Refusal } from '../../src/tenants/refusal'
import {
  someBilled,
  someInvoice,
  someMilestone,
  somePart,
  someSchedule,
  withApproval,
} from '../fixtures/made'
import { must } from '../fixtures/must'
import { payer } from '../fixtures/payers'

const at = new Date('2026-03-01T10:00:00Z')
const said = (percent: string, note: string | null = null) => ({ percent, note, by: 'Ana Ruiz', at })
const going = (given: Partial<Milestone> = {}) =>
  someMilestone({ workStatus: 'in_progress', amountMinor: 1_000_000n, ...given })
const withClaim = (milestone: Milestone, claim: Claim): Milestone => ({
  ...milestone,
  claims: milestone.claims.concat(claim),
})
const claiming = (milestone: Milestone, ...percents: readonly string[]): Milestone =>
  percents.reduce(
    (now, percent) => withClaim(now, nextClaim(someSchedule(), now, said(percent), [])),
    milestone,
  )
const credit = (given: Partial<CreditClaim> = {}): CreditClaim => ({
  kind: 'again',
  number: 1,
  amountMinor: 50_000n,
  intentId: 'intent',
  invoice: 'invoice 1042',
  payer: '1',
  by: 'Ana Ruiz',
  at,
  ...given,
})
const refused = (work: () => unknown): Refusal => {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('it was not refused')
}

test('15 and 40 % of 10,000.00: 1,500.00, then 2,500.00, and completing bills 6,000.00', () => {
  const milestone = claiming(going(), '15', '40')
  const parts = payerParts(someSchedule(), milestone)
  expect(parts.map((part) => [part.partKey, part.amountMinor])).toEqual([
    ['m1:1:1:work', 150_000n],
    ['m1:1:2:work', 250_000n],
    ['m1:1:3:work', 600_000n],
  ])
})

test('a milestone without claims is one part for each payer, with the key that it always had', () => {
  expect(payerParts(someSchedule(), going())).toMatchObject([
    { partKey: 'm1:1:1:work', amountMinor: 1_000_000n },
  ])
})

test('until the work is completed only what is claimed is billed', () => {
  const milestone = claiming(going(), '40')
  const parts = unbilledParts(payerParts(someSchedule(), milestone), [])
  expect(billableNow(milestone, parts).map((part) => part.partKey)).toEqual(['m1:1:1:work'])
  expect(billableNow({ workStatus: 'completed' }, parts)).toHaveLength(2)
})

test('a claim that other payers were billed stands for all of that claim, and for no other', () => {
  const milestone = claiming(going(), '40')
  const parts = payerParts(someSchedule(), milestone)
  const billed = [{ partKey: 'm1:c7:1:work', live: true }]
  expect(unbilledParts(parts, billed).map((part) => part.partKey)).toEqual(['m1:1:2:work'])
})

const rising = fc
  .uniqueArray(fc.integer({ min: 1, max: 999_999 }), { minLength: 1, maxLength: 12 })
  .map((all) =>
    all.sort((a, b) => a - b).map((n) => `${Math.floor(n / 10_000)}.${String(n % 10_000).padStart(4, '0')}`),
  )
const payers = fc.constantFrom(
  [],
  [payer('1', { percent: '60' }), payer('3', { percent: '40' })],
  ['1', '2', '3'].map((id) => payer(id, { fraction: '1/3' })),
  [payer('1', { percent: '99.9999' }), payer('2', { percent: '0.0001' })],
)

test('whatever is claimed, in whatever steps, the parts of each payer sum to what that payer pays', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 11n }), rising, payers, (amountMinor, percents, paying) => {
      const schedule = someSchedule({ terms: { ...emptyTerms, customerId: '9', payers: paying } })
      let milestone = going({ amountMinor })
      for (const percent of percents) {
        try {
          const claim = nextClaim(schedule, milestone, said(percent), [])
          milestone = { ...milestone, claims: [...milestone.claims, claim] }
          expect(claim.toDateMinor).toBe(toDateOf(amountMinor, percent))
        } catch (error) {
          // A step too small to come to a cent is refused, and changes nothing.
          if (!(error instanceof Refusal) || error.code !== 'progress_not_raised') throw error
        }
      }
      const whole = payerParts(schedule, { ...milestone, claims: [] })
      const parts = payerParts(schedule, milestone)
      for (const { customerId, amountMinor: portion } of whole) {
        const own = parts.filter((part) => part.customerId === customerId)
        expect(own.reduce((sum, part) => sum + part.amountMinor, 0n)).toBe(portion)
      }
      expect(parts.every((part) => part.amountMinor >= 0n)).toBe(true)
      expect(new Set(parts.map((part) => part.partKey)).size).toBe(parts.length)
    }),
  )
})

test('a claim survives being stored', () => {
  const claims: Claim[] = [...claiming(going(), '15').claims, credit()]
  expect(claims.map((claim) => claimFromStored(JSON.parse(JSON.stringify(claimToStored(claim)))))).toEqual(
    claims,
  )
})

test.each<[string, Partial<Milestone>, string, string]>([
  ['nothing', {}, '0', 'validation_failed'],
  ['all of it', {}, '100', 'validation_failed'],
  ['work that has not begun', { workStatus: 'pending' }, '40', 'wrong_status'],
  ['work in review', { workStatus: 'in_review' }, '40', 'wrong_status'],
  ['completed work', { workStatus: 'completed' }, '40', 'wrong_status'],
  ['cancelled work', { workStatus: 'cancelled' }, '40', 'wrong_status'],
  ['what comes to no cent', { amountMinor: 1n }, '10', 'progress_not_raised'],
])('%s is no claim', (_, given, percent, code) => {
  expect(refused(() => nextClaim(someSchedule(), going(given), said(percent), [])).code).toBe(code)
})

test('a claim rises: the same percentage and a lower one are refused, with the one that stands', () => {
  const milestone = claiming(going(), '40')
  for (const percent of ['40', '40.0', '39.9999']) {
    const refusal = refused(() => nextClaim(someSchedule(), milestone, said(percent), []))
    expect(refusal).toMatchObject({ code: 'progress_not_raised' })
    expect(refusal.message).toContain('40 % of “Strategy” is claimed already')
  }
})

test('what the client approves is not claimed, and the words name the ways', () => {
  const schedule = someSchedule()
  const milestone = going({ details: { ...going().details, approval: withApproval() } })
  const refusal = refused(() => nextClaim(schedule, milestone, said('40'), []))
  expect(refusal.code).toBe('not_accepted')
  expect(refusal.message).toContain('Split it and submit the part that is done')
})

test('a milestone that one invoice bills whole is not claimed', () => {
  const parts = [{ partKey: 'm1:1:1:work', live: true }]
  expect(refused(() => nextClaim(someSchedule(), going(), said('40'), parts)).code).toBe('already_billed')
})

test('claimed work is locked, and its lock says how it opens', () => {
  expect(lockWords(claiming(going(), '40'))).toBe(
    'A part of it is claimed by progress. Take the claim back to change it. Any member can.',
  )
})

test('what a credit lets be billed again is a part beside the others, of the payer who was credited', () => {
  const schedule = someSchedule({
    terms: { ...emptyTerms, payers: [payer('1', { percent: '60' }), payer('3', { percent: '40' })] },
  })
  const milestone = going({
    workStatus: 'completed',
    claims: [credit({ payer: 'c3' }), credit({ kind: 'closed', number: 2 })],
  })
  expect(
    payerParts(schedule, milestone).map((part) => [part.partKey, part.customerId, part.amountMinor]),
  ).toEqual([
    ['m1:c1:1:work', '1', 600_000n],
    ['m1:c3:1:work', '3', 400_000n],
    ['m1:c3:k1:work', '3', 50_000n],
  ])
})

test('what an order agreed of billed-again work is what it bills; what the credit took stays', () => {
  const moved = credit({ movedMinor: -10_000n })
  expect(claimFromStored(JSON.parse(JSON.stringify(claimToStored(moved))))).toEqual(moved)
  const milestone = going({ workStatus: 'completed', claims: [moved] })
  expect(payerParts(someSchedule(), milestone).map((part) => part.amountMinor)).toEqual([1_000_000n, 40_000n])
  expect(decidedOfCredits(milestone, 'again')).toBe(50_000n)
})

test('what was agreed of claims is what each payer pays of them; of a claim made anew, their share of what is left', () => {
  const schedule = someSchedule({
    terms: { ...emptyTerms, payers: [payer('1', { percent: '60' }), payer('3', { percent: '40' })] },
  })
  const of = (customer: string, claim: number, amountMinor: bigint) => {
    const share = { percent: customer === '1' ? '60' : '40' }
    return { payer: customer, share, claim, amountMinor }
  }
  // Half of 10,000.00 was claimed; of the first payer's 3,000.00 of it, 2,000.00 were agreed to.
  const [half] = claiming(going(), '50').claims
  const claimed = { ...must(half), toDateMinor: 400_000n, amountMinor: 400_000n } as Claim
  const agreed = [of('1', 1, 200_000n), of('3', 1, 200_000n), of('1', 2, 300_000n), of('3', 2, 200_000n)]
  const milestone = going({ workStatus: 'completed', amountMinor: 900_000n, claims: [claimed], agreed })
  const amounts = (now: Milestone) => payerParts(schedule, now).map((part) => part.amountMinor)
  expect(amounts(milestone)).toEqual([200_000n, 200_000n, 300_000n, 200_000n])
  const anew = claiming({ ...milestone, workStatus: 'in_progress', claims: [] }, '50')
  expect(amounts(anew)).toEqual([250_000n, 200_000n, 250_000n, 200_000n])
  // Agreed to be nothing, it is known as billed by its invoice, and nothing of it is ever to be billed.
  const nothing = going({
    workStatus: 'completed',
    amountMinor: 400_000n,
    agreed: [of('1', 1, 0n), of('3', 1, 400_000n)],
  })
  const parts = payerParts(schedule, nothing)
  const live = [{ partKey: 'm1:c1:1:work', live: true }]
  expect(unbilledParts(parts, live).map((part) => part.partKey)).toEqual(['m1:c3:1:work'])
  expect(unbilledParts(parts, []).map((part) => part.partKey)).toEqual(['m1:c3:1:work'])
})

test('a credit of a part takes its part net of tax, and all of it everything', () => {
  const invoice = { gone: null, totalMinor: 119_000n }
  expect(creditedNet(invoice, 11_900n, 100_000n, 0n)).toBe(10_000n)
  expect(creditedNet({ ...invoice, gone: 'credited' }, 119_000n, 100_000n, 0n)).toBe(100_000n)
  expect(creditedNet(invoice, null, 100_000n, 0n)).toBeNull()
  expect(creditedNet(invoice, 0n, 100_000n, 0n)).toBe(0n)
})

test('a credit on an invoice of several milestones is borne by each line, and sums', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 1n, max: 10n ** 9n }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 1_000 }),
      (amounts, perMille) => {
        const parts = amounts.map((amountMinor, place) =>
          somePart({
            milestoneId: `m${place}`,
            partKey: `m${place}:1:1:work`,
            amountMinor,
            lineId: String(place),
          }),
        )
        const total = amounts.reduce((sum, each) => sum + each, 0n)
        const text = (minor: bigint) => formatAmount(money(minor, 'USD'))
        const invoice = someInvoice({
          TotalAmt: text(total),
          Line: amounts.map((minor, place) => ({
            Id: String(place),
            Amount: text(minor),
            DetailType: 'SalesItemLineDetail',
          })),
        })
        const billed = someBilled({ invoice, parts })
        const creditedMinor = (total * BigInt(perMille)) / 1_000n
        const taken = creditedByPart({ ...billed, creditedMinor }, 'USD')
        const all = parts.map((part) => taken.get(part.partKey) ?? 0n)
        expect(all.reduce((sum, each) => sum + each, 0n)).toBe(creditedMinor)
        for (const [place, each] of all.entries()) expect(each <= (amounts[place] ?? 0n)).toBe(true)
      },
    ),
  )
})
