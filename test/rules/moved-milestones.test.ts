/** Goal: a reorder is told by what a person moved, not by every row that shifted. Method: cases, and shuffles replayed. */
import fc from 'fast-check'
import { movedBy } from '../../src/schedules/order'
import { must } from '../fixtures/must'

const rows = (ids: readonly string[]) => ids.map((milestoneId) => ({ milestoneId, name: `M${milestoneId}` }))

test.each<[string, string, string[]]>([
  ['abcd', 'abcd', []],
  ['abcd', 'bcda', ['Ma 1→4']],
  ['abcd', 'dabc', ['Md 4→1']],
  ['abcd', 'bacd', ['Mb 2→1']],
  ['abcde', 'cbade', ['Mc 3→1', 'Mb 2→2']],
  ['a', 'a', []],
  ['', '', []],
])('%s to %s moves %j', (before, after, moves) => {
  const told = movedBy(rows([...before]), [...after]).map(({ name, from, to }) => `${name} ${from}→${to}`)
  expect(told).toEqual(moves)
})

test('whatever the shuffle, the moves alone lead from the old order to the new one', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...'abcdefghijklmnop'], { minLength: 16 }),
      fc.shuffledSubarray([...'abcdefghijklmnop'], { minLength: 16 }),
      (before, after) => {
        const moves = movedBy(rows(before), after)
        const moved = new Set(moves.map(({ name }) => name.slice(1)))
        const made = before.filter((id) => !moved.has(id))
        for (const { name, to } of [...moves].sort((a, b) => a.to - b.to)) {
          expect(before[must(moves.find((each) => each.name === name)).from - 1]).toBe(name.slice(1))
          made.splice(to - 1, 0, name.slice(1))
        }
        expect(made).toEqual(after)
      },
    ),
  )
})

test('one row dragged through a thousand is one move', () => {
  const ids = Array.from({ length: 1_000 }, (_, n) => String(n))
  expect(movedBy(rows(ids), [...ids.slice(1), '0'])).toEqual([{ name: 'M0', from: 1, to: 1_000 }])
})
