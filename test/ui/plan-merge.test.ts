/**
 * Two people edit one plan. Method: tables for what a person sees, and random edits (fast-check) for what must hold
 * of any: nothing that only one of them changed is lost, and every clash can be settled for either side.
 */
import fc from 'fast-check'
import type { DealPageView } from '../../src/http/contract/deal'
import type { MilestoneView } from '../../src/http/contract/milestone'
import { clashName } from '../../src/ui/console/builder/clash-words'
import { changed, type PlanChange } from '../../src/ui/console/builder/plan-change'
import { draftOf, type PlanDraft } from '../../src/ui/console/builder/plan-draft'
import { mergeFirstPlans, mergePlans } from '../../src/ui/console/builder/plan-merge'
import { newRow, type PlanRow } from '../../src/ui/console/builder/plan-row'
import { saverSince } from '../../src/ui/console/builder/saver-since'
import { isThere, withIds } from '../../src/ui/console/builder/sent-plan'
import { mergeOrder } from '../../src/ui/parts/three-way'
import { must } from '../fixtures/must'
import { aDealPage, aMilestone, aWorkspace } from './deal-page-fixture'

const usd = (amount: string) => ({ amount, currency: 'USD' })

function planOf(milestones: MilestoneView[], state: DealPageView['state'] = null): PlanDraft {
  const schedule = {
    billingType: 'fixed' as const,
    contractValue: usd('50000.00'),
    milestones: milestones.map(({ id, name }) => ({ id, name })),
  }
  return draftOf({ ...aDealPage(milestones), schedule, state }, aWorkspace)
}

const three = ['Strategy', 'Design', 'Delivery'].map((name, at) =>
  aMilestone({ id: `m${at + 1}`, position: at + 1, name }),
)
const base = planOf(three)
const edit = (draft: PlanDraft, ...changes: readonly PlanChange[]) => changes.reduce(changed, draft)
const named = (draft: PlanDraft, key: string, words: Partial<PlanRow['words']>): PlanChange => ({
  of: 'row',
  key,
  set: { words: { ...must(draft.rows.find((row) => row.key === key)).words, ...words } },
})
const worth = (key: string, value: string): PlanChange => ({
  of: 'row',
  key,
  set: { unit: 'amount', value },
})
const names = (draft: PlanDraft) => draft.rows.map(({ words }) => words.name)

test('what only one of two changed is kept of both, in one milestone too', () => {
  const mine = edit(base, named(base, 'm1', { name: 'Kick-off' }), worth('m2', '21,000'))
  const theirs = edit(
    base,
    named(base, 'm1', { deliverable: 'Paper' }),
    { of: 'header', set: { contractReference: 'SOW-18' } },
    { of: 'add', rows: [{ ...newRow({ name: 'Launch' }), key: 'm4' }] },
  )
  const { merged, clashes, losses } = mergePlans(base, mine, theirs)
  expect([clashes, losses]).toEqual([[], []])
  expect(names(merged)).toEqual(['Kick-off', 'Design', 'Delivery', 'Launch'])
  expect(must(merged.rows[0]).words.deliverable).toBe('Paper')
  expect(must(merged.rows[1]).value).toBe('21,000')
  expect(merged.header.contractReference).toBe('SOW-18')
})

test('the same field changed by both is a choice, which may be made both ways', () => {
  const mine = edit(base, worth('m2', '21,000'), { of: 'header', set: { contractValue: '52000' } })
  const theirs = edit(base, worth('m2', '20500.00'), { of: 'header', set: { contractValue: '51000.00' } })
  const { merged, clashes } = mergePlans(base, mine, theirs)
  expect(clashes.map(clashName)).toEqual(['Contract value', 'Amount of Design'])
  expect(clashes.map(({ mine: a, theirs: b }) => [a, b])).toEqual([
    ['52000', '51000.00'],
    [
      { unit: 'amount', value: '21000.00' },
      { unit: 'amount', value: '20500.00' },
    ],
  ])
  expect(must(merged.rows[1]).value).toBe('21,000')
  const forThem = clashes.reduce((draft, { settle }) => settle(draft, 'theirs'), merged)
  expect([must(forThem.rows[1]).value, forThem.header.contractValue]).toEqual(['20500.00', '51000.00'])
  const backAgain = clashes.reduce((draft, { settle }) => settle(draft, 'mine'), forThem)
  expect(backAgain).toEqual(merged)
})

test('the same amount typed in another way is no choice', () => {
  const { clashes } = mergePlans(base, edit(base, worth('m2', '21,000')), edit(base, worth('m2', '21000.00')))
  expect(clashes).toEqual([])
})

test.each([
  ['I removed what they changed', 'mine'],
  ['they removed what I changed', 'theirs'],
] as const)('%s: a choice, both ways', (_, by) => {
  const removed = edit(base, { of: 'remove', key: 'm2' })
  const edited = edit(base, worth('m2', '9.00'))
  const { merged, clashes } =
    by === 'mine' ? mergePlans(base, removed, edited) : mergePlans(base, edited, removed)
  const clash = must(clashes[0])
  expect([clashes.length, clash.about]).toEqual([1, { of: 'removed', row: 'Design', by }])
  const [gone, kept] = [clash.settle(merged, by), clash.settle(merged, by === 'mine' ? 'theirs' : 'mine')]
  expect(names(gone)).toEqual(['Strategy', 'Delivery'])
  expect(names(kept).sort()).toEqual(['Delivery', 'Design', 'Strategy'])
  // One that they removed is gone for good: it comes back as a new one.
  expect(must(kept.rows.find(({ words }) => words.name === 'Design')).saved === null).toBe(by === 'theirs')
})

test('what was sent without an answer is found again, and never stands beside itself', () => {
  const added = newRow({ name: 'Handover' })
  const sent = edit(base, { of: 'add', rows: [added] }, worth(added.key, '1,000'))
  const saved = sent.rows.map((row) =>
    row.key === added.key ? { ...row, key: 'm9', value: '1000.00' } : row,
  )
  const found = {
    ...sent,
    rows: saved.map((row) => (row.key === 'm9' ? { ...row, saved: must(base.rows[0]).saved } : row)),
  }
  expect(isThere(sent, found)).toBe(true)
  expect(isThere(sent, base)).toBe(false)
  expect(isThere(sent, edit(found, worth('m9', '1001')))).toBe(false)
  // Something was typed since it was sent.
  const mine = edit(sent, named(sent, added.key, { name: 'Hand-over' }))
  const { merged, clashes } = mergePlans(withIds(sent, sent, found), withIds(mine, sent, found), found)
  expect(clashes).toEqual([])
  expect(names(merged)).toEqual(['Strategy', 'Design', 'Delivery', 'Hand-over'])
  expect(merged.rows.at(-1)?.key).toBe('m9')
})

test('removed by one and untouched by the other is removed', () => {
  const removed = edit(base, { of: 'remove', key: 'm2' })
  expect(names(mergePlans(base, removed, base).merged)).toEqual(['Strategy', 'Delivery'])
  expect(names(mergePlans(base, base, removed).merged)).toEqual(['Strategy', 'Delivery'])
})

test('an edit of what was locked meanwhile is lost, and said so with the reason', () => {
  const locked = planOf(
    three.map((milestone) =>
      milestone.id === 'm2'
        ? { ...milestone, locked: true, lockedBecause: 'It is billed.', unlockedBy: 'Void its invoice.' }
        : milestone,
    ),
  )
  const why = 'It is billed. Void its invoice.'
  const edited = mergePlans(base, edit(base, worth('m2', '9.00')), locked)
  expect(edited.losses).toEqual([{ row: 'Design', why }])
  expect(must(edited.merged.rows[1]).value).toBe('15000.00')
  const removed = mergePlans(base, edit(base, { of: 'remove', key: 'm2' }), locked)
  expect(removed.losses).toEqual([{ row: 'Design', why }])
  expect(names(removed.merged)).toEqual(['Strategy', 'Design', 'Delivery'])
})

test('accepted meanwhile: names stay mine, money stays as accepted', () => {
  const accepted = planOf(three, {
    acceptedOn: '2026-02-01',
    acceptedBy: 'Ana',
    acceptance: null,
    control: 'formal',
    cadence: { on: 'approval' },
    nextMonthlyOn: null,
    version: 2,
  })
  const mine = edit(base, named(base, 'm1', { name: 'Kick-off' }), worth('m1', '9.00'))
  const { merged, losses } = mergePlans(base, mine, accepted)
  expect(must(merged.rows[0])).toMatchObject({ value: '15000.00', words: { name: 'Kick-off' } })
  expect(losses).toMatchObject([{ row: 'Strategy' }])
})

test.each<[string, string[], string[], string[], boolean]>([
  ['only I moved', ['b', 'a', 'c'], ['a', 'b', 'c'], ['b', 'a', 'c'], false],
  ['only they moved', ['a', 'b', 'c'], ['c', 'a', 'b'], ['c', 'a', 'b'], false],
  ['both moved the same', ['b', 'a', 'c'], ['b', 'a', 'c'], ['b', 'a', 'c'], false],
  ['both moved, differently', ['b', 'a', 'c'], ['a', 'c', 'b'], ['b', 'a', 'c'], true],
  ['they added, I moved', ['b', 'a', 'c'], ['a', 'x', 'b', 'c'], ['b', 'a', 'x', 'c'], false],
  ['I added, they moved', ['a', 'y', 'b', 'c'], ['c', 'a', 'b'], ['c', 'a', 'y', 'b'], false],
  ['both added at the start', ['y', 'a', 'b', 'c'], ['x', 'a', 'b', 'c'], ['y', 'x', 'a', 'b', 'c'], false],
])('order: %s', (_, mine, theirs, wanted, clash) => {
  const order = mergeOrder(['a', 'b', 'c'], mine, theirs, new Set([...mine, ...theirs]))
  expect(order.clash).toBe(clash)
  if (clash) expect(order).toMatchObject({ mine, theirs })
  else expect([...order.mine].sort()).toEqual([...wanted].sort())
  if (!wanted.includes('y') || !wanted.includes('x')) expect(order.mine).toEqual(wanted)
})

test('two first plans are never mixed', () => {
  const none = draftOf(aDealPage([]), aWorkspace)
  const mine = edit(none, { of: 'add', rows: [newRow({ name: 'A' }), newRow({ name: 'B' })] })
  const { merged, clashes } = mergeFirstPlans(mine, base)
  expect(names(merged)).toEqual(['A', 'B'])
  const theirs = must(clashes[0]).settle(merged, 'theirs')
  expect([clashes.length, theirs]).toEqual([1, base])
})

test.each([
  [[[3, 'Adam']], 'Adam'],
  [[[3, 'Olivia']], 'You'],
  [
    [
      [4, 'Adam'],
      [3, 'Beth'],
    ],
    null,
  ],
  [[[2, 'Adam']], null],
] as const)('%j since entry 2 was %s', (entries, who) => {
  const history = entries.map(([number, name]) => ({ number, who: name }))
  expect(saverSince(history, 2, 'Olivia')).toBe(who)
})

/** One random edit that the reducer allows. */
const anyEdit: fc.Arbitrary<(draft: PlanDraft) => PlanDraft> = fc
  .tuple(fc.constantFrom('m1', 'm2', 'm3'), fc.integer({ min: 0, max: 6 }), fc.constantFrom('x', 'y', 'z'))
  .map(([key, what, value]) => (draft: PlanDraft) => {
    const row = draft.rows.find((other) => other.key === key)
    if (row === undefined) return draft
    const changes: PlanChange[] = [
      named(draft, key, { name: value }),
      named(draft, key, { deliverable: value }),
      named(draft, key, { criteria: value }),
      worth(key, String(value.charCodeAt(0))),
      { of: 'header', set: { lateFee: value } },
      { of: 'remove', key },
      { of: 'order', keys: [key, ...draft.rows.map((other) => other.key).filter((other) => other !== key)] },
    ]
    return changed(draft, must(changes[what]))
  })
const edits = fc.array(anyEdit, { maxLength: 5 }).map((all) => all.reduce((draft, one) => one(draft), base))

test('with nobody else, my plan is what I made of it, and theirs what they did', () => {
  fc.assert(
    fc.property(edits, (edited) => {
      expect(mergePlans(base, edited, base)).toMatchObject({ merged: edited, clashes: [], losses: [] })
      expect(mergePlans(base, base, edited)).toMatchObject({ merged: edited, clashes: [], losses: [] })
      expect(mergePlans(base, edited, edited)).toMatchObject({ merged: edited, clashes: [], losses: [] })
    }),
  )
})

test('nothing that one changed is lost: it is in the plan, or in a choice', () => {
  const fields = ['name', 'deliverable', 'criteria'] as const
  fc.assert(
    fc.property(edits, edits, (mine, theirs) => {
      const { merged, clashes } = mergePlans(base, mine, theirs)
      const all = { mine, theirs }
      for (const side of ['mine', 'theirs'] as const) {
        const settled = clashes.reduce((draft, { settle }) => settle(draft, side), merged)
        for (const row of all[side].rows) {
          const was = must(base.rows.find(({ key }) => key === row.key))
          const got = settled.rows.find(({ key }) => key === row.key)
          const touched =
            fields.some((field) => row.words[field] !== was.words[field]) || row.value !== was.value
          if (touched && got === undefined) throw new Error(`${side} lost the milestone ${row.key}`)
          if (got === undefined) continue
          for (const field of fields)
            if (row.words[field] !== was.words[field]) expect(got.words[field]).toBe(row.words[field])
          if (row.value !== was.value) expect(got.value).toBe(row.value)
        }
        if (all[side].header.lateFee !== base.header.lateFee)
          expect(settled.header.lateFee).toBe(all[side].header.lateFee)
      }
      expect(new Set(merged.rows.map(({ key }) => key)).size).toBe(merged.rows.length)
    }),
    { numRuns: 300 },
  )
})

test('both sides are asked the same', () => {
  fc.assert(
    fc.property(edits, edits, (mine, theirs) => {
      const ids = (a: PlanDraft, b: PlanDraft) =>
        mergePlans(base, a, b)
          .clashes.map(({ id }) => id)
          .sort()
      expect(ids(mine, theirs)).toEqual(ids(theirs, mine))
    }),
  )
})
