/** What of a long plan stands open on the client's page: what matters now, and never less than all of a short one. */
import type { ClientStatus, PortalMilestone } from '../../src/http/contract/portal'
import { foldMilestones } from '../../src/ui/portal/fold-milestones'

/** As many of each status, in this order. */
const planOf = (...runs: readonly (readonly [number, ClientStatus])[]): PortalMilestone[] =>
  runs
    .flatMap(([count, status]) => Array.from({ length: count }, () => status))
    .map((status, at) => ({ id: String(at), status }) as PortalMilestone)

test.each<[string, PortalMilestone[], [number, number, number]]>([
  ['nothing is planned', planOf(), [0, 0, 0]],
  ['a short plan', planOf([12, 'planned']), [0, 12, 0]],
  ['a long one that nobody began', planOf([40, 'planned']), [0, 4, 36]],
  ['its beginning is settled', planOf([10, 'paid'], [2, 'in_review'], [20, 'planned']), [10, 6, 16]],
  ['a cancelled one among them', planOf([9, 'paid'], [1, 'cancelled'], [5, 'planned']), [10, 5, 0]],
  [
    'a late one was begun before',
    planOf([3, 'paid'], [8, 'planned'], [1, 'in_progress'], [9, 'planned']),
    [3, 13, 5],
  ],
  ['one alone is not folded', planOf([1, 'paid'], [8, 'invoiced'], [5, 'planned']), [0, 14, 0]],
  ['all is settled', planOf([40, 'paid']), [36, 4, 0]],
  ['what is overdue stays', planOf([1, 'overdue'], [20, 'paid']), [0, 21, 0]],
])('%s', (_, milestones, [over, now, ahead]) => {
  const folded = foldMilestones(milestones)
  expect([folded.over.length, folded.now.length, folded.ahead.length]).toEqual([over, now, ahead])
  // Nothing is lost, and nothing moves.
  expect([...folded.over, ...folded.now, ...folded.ahead]).toEqual(milestones)
})
