/**
 * Goal: whatever the lists are, no invoice and no milestone is proposed twice, the matching is the best there is, and every
 * sum is one. Method: chance lists, and a slow search that tries every matching.
 */
import fc from 'fast-check'
import { assign, type Edge } from '../../src/invoices/catch-up/assignment'
import { proposeMatches } from '../../src/invoices/catch-up/proposal'
import { setsThatSum } from '../../src/invoices/catch-up/sum-sets'
import { invoice, job, milestone } from '../fixtures/made-by-hand'
import { must } from '../fixtures/must'

describe('whatever the lists are', () => {
  const amounts = fc.integer({ min: 1, max: 8 }).map((hundreds) => hundreds * 100)
  const words = fc.constantFrom('Strategy', 'Design', 'Delivery', 'Services', 'Milestone 2', '')
  const lists = fc.record({
    milestones: fc.array(fc.tuple(words, amounts), { maxLength: 8 }),
    invoices: fc.array(fc.array(fc.tuple(words, amounts), { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
  })

  test('no invoice and no milestone is proposed twice, and what is said to add up does', () => {
    fc.assert(
      fc.property(lists, (given) => {
        const milestones = given.milestones.map(([name, amount], at) => milestone(at + 1, name, amount))
        const invoices = given.invoices.map((lines) => invoice(lines))
        const { proposals, invoiceNotes, partNotes } = proposeMatches(invoices, milestones, job)
        const used = proposals.flatMap((each) => [each.invoiceId, ...each.milestoneIds])
        expect(new Set(used).size).toBe(used.length)
        expect(invoiceNotes.size).toBe(invoices.length - proposals.length)
        expect(partNotes.size + proposals.flatMap((each) => each.milestoneIds).length).toBe(milestones.length)
        for (const { invoiceId, milestoneIds, reasons } of proposals) {
          const net = must(invoices.find((each) => each.quickbooksId === invoiceId)).netMinor
          const parts = milestones.filter((each) => milestoneIds.includes(each.milestoneId))
          const sum = parts.reduce((all, each) => all + each.amountMinor, 0n)
          if (milestoneIds.length > 1 || reasons.includes('same amount')) expect(sum).toBe(net)
        }
      }),
    )
  })

  test('the matching is the best there is: no other uses each once and weighs more', () => {
    const edges = fc.uniqueArray(
      fc.record({ row: fc.nat(4), column: fc.nat(4), weight: fc.integer({ min: 1, max: 20 }) }),
      { selector: (edge) => `${edge.row} ${edge.column}`, maxLength: 14 },
    )
    fc.assert(
      fc.property(edges, (given) => {
        const found = assign(given)
        expect(new Set(found.map((edge) => edge.row)).size).toBe(found.length)
        expect(new Set(found.map((edge) => edge.column)).size).toBe(found.length)
        for (const edge of found) expect(given).toContainEqual(edge)
        const weight = found.reduce((sum, edge) => sum + edge.weight, 0)
        expect(weight).toBe(heaviest(given))
      }),
    )
  })

  test('every set that is found sums exactly, and has two or more', () => {
    fc.assert(
      fc.property(fc.array(amounts, { maxLength: 10 }), fc.integer({ min: 1, max: 40 }), (list, wanted) => {
        const items = list.map((amount, at) => ({ id: String(at), amountMinor: BigInt(amount) }))
        for (const set of setsThatSum(items, BigInt(wanted * 100))) {
          expect(set.length).toBeGreaterThan(1)
          expect(new Set(set.map((each) => each.id)).size).toBe(set.length)
          expect(set.reduce((sum, each) => sum + each.amountMinor, 0n)).toBe(BigInt(wanted * 100))
        }
      }),
    )
  })
})

/** The weight of the best matching, by trying every one. */
function heaviest(edges: readonly Edge[]): number {
  const [first, ...rest] = edges
  if (!first) return 0
  const apart = rest.filter((edge) => edge.row !== first.row && edge.column !== first.column)
  return Math.max(heaviest(rest), first.weight + heaviest(apart))
}
