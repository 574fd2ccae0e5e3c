/**
 * Goal: whatever is wrong with a deal's documents, each difference is the sum of what is named as open, to the cent, and what
 * is unknown has a name. Method: any invoices and payments, of which some then say other sums, or were never read.
 */
import fc from 'fast-check'
import { invoiceFacts, type StoredDocument } from '../../src/invoices/books/document'
import { settledOn } from '../../src/invoices/books/paid'
import type { Identity } from '../../src/reconcile/tie-out-identity'
import { type Deal, dealOf, noLines, type Payment, tieOutOf } from '../fixtures/tie-out-deal'

interface Wrong {
  readonly kind: 'total' | 'balance' | 'unread' | 'payment' | 'memo' | 'no payment' | 'no memo' | 'no lines'
  readonly which: number
  readonly cents: number
}
const anyDeal = fc
  .array(fc.bigInt({ min: 10_000n, max: 10_000_000n }), { minLength: 1, maxLength: 4 })
  .chain((works) =>
    fc.record({
      works: fc.constant(works),
      payments: fc.array(
        fc.record({
          parts: fc.array(fc.integer({ min: 1, max: 100 }), {
            minLength: works.length,
            maxLength: works.length,
          }),
          credit: fc.nat(100),
        }),
        { maxLength: 3 },
      ),
      wrongs: fc.array(
        fc.record<Wrong>({
          kind: fc.constantFrom(
            'total',
            'balance',
            'unread',
            'payment',
            'memo',
            'no payment',
            'no memo',
            'no lines',
          ),
          which: fc.nat(3),
          cents: fc.integer({ min: -5_000, max: 5_000 }),
        }),
        { maxLength: 4 },
      ),
    }),
  )

const moved = (text: string | undefined, cents: number): string => {
  const minor = BigInt((text ?? '0.00').replace('.', '')) + BigInt(cents)
  const digits = (minor < 0n ? -minor : minor).toString().padStart(3, '0')
  return `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
const changed = (
  documents: Map<string, StoredDocument>,
  id: string,
  field: 'TotalAmt' | 'Balance' | 'RemainingCredit',
  cents: number,
) => {
  const held = documents.get(id)
  if (held?.body)
    documents.set(id, { ...held, body: { ...held.body, [field]: moved(held.body[field], cents) } })
}

/** The deal with what is wrong, its invoices read again from what they say now. */
function spoilt(deal: Deal, wrongs: readonly Wrong[]): Deal {
  const stored = new Map(deal.stored)
  const payments = new Map(deal.payments)
  const creditMemos = new Map(deal.creditMemos)
  let { links } = deal
  const unread = new Set<string>()
  for (const { kind, which, cents } of wrongs) {
    const [invoice, payment, memo] = [`i${which}`, `p${which}`, `c${which}`]
    if (kind === 'total') changed(stored, invoice, 'TotalAmt', cents)
    if (kind === 'balance') changed(stored, invoice, 'Balance', cents)
    if (kind === 'payment') changed(payments, payment, 'TotalAmt', cents)
    if (kind === 'memo') changed(creditMemos, memo, 'RemainingCredit', cents)
    if (kind === 'unread') unread.add(invoice)
    if (kind === 'no payment') payments.delete(payment)
    if (kind === 'no memo') creditMemos.delete(memo)
    if (kind === 'no lines') links = links.filter(({ fromId }) => fromId !== payment)
  }
  const intents = deal.intents.map((billed) => {
    const { intent } = billed
    const document = stored.get(intent.quickbooksId ?? '')
    if (!document || unread.has(intent.quickbooksId ?? '')) return { ...billed, invoice: null }
    const invoice = invoiceFacts(document, 'USD', intent.sizeMinor)
    const touching = new Set(
      links.filter(({ toId }) => toId === invoice.quickbooksId).map(({ fromId }) => fromId),
    )
    const own = links.filter(({ fromId }) => touching.has(fromId))
    const settled = settledOn(invoice, own, 'USD')
    return { ...billed, invoice, paidMinor: settled?.cash ?? null, creditedMinor: settled?.credit ?? null }
  })
  return { intents, stored, payments, creditMemos, links }
}

/** What is named as open; null while one of it is unknown. */
const openOf = ({ items }: Identity): bigint | null =>
  items
    .filter(({ standing }) => standing.state === 'open')
    .reduce<bigint | null>((sum, { minor }) => (sum === null || minor === null ? null : sum + minor), 0n)

test('each difference is the sum of what is open by name; what is unknown has a name', () => {
  const seen = { holds: 0, differs: 0, unknown: 0 }
  fc.assert(
    fc.property(anyDeal, ({ works, payments, wrongs }) => {
      const paid = payments.map(({ parts, credit }): Payment => {
        const over = works.map((work, at) => (work * BigInt(parts[at] ?? 0)) / 400n)
        const sum = over.reduce((all, each) => all + each, 0n)
        const byCredit = (sum * BigInt(credit)) / 200n
        return { cash: sum - byCredit, credit: byCredit, journal: 0n, unapplied: 0n, over }
      })
      const whole = dealOf(
        works.map((work) => ({ ...noLines, work })),
        paid,
      )
      for (const identity of tieOutOf(spoilt(whole, wrongs)).identities) {
        const { id, difference, right } = identity
        const named = openOf(identity)
        const what = [id, identity.left.name]
        if (id === 'A') {
          const open = right.find(({ name }) => name === 'Open differences')?.minor
          expect([...what, open]).toEqual([...what, named])
        }
        if (difference === null) expect([...what, named]).toEqual([...what, null])
        else expect([...what, id === 'A' ? 0n : named]).toEqual([...what, difference])
        seen[difference === null ? 'unknown' : difference === 0n ? 'holds' : 'differs'] += 1
      }
    }),
    { numRuns: 500 },
  )
  // The property is about something.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50)
})
