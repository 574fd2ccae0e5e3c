import { invalid } from '../tenants/refusal'
import type { Milestone } from './milestone'

/** Refuses an item that is not asked of this milestone, with those that are. */
export function checkItem({ name, details }: Milestone, item: string | null): void {
  if (item === null || details.evidenceRequired.includes(item)) return
  const asked = details.evidenceRequired.map((each) => `“${each}”`).join(', ')
  throw invalid([
    {
      pointer: '/item',
      detail: `“${item}” is not asked of “${name}”. ${asked === '' ? 'No evidence is.' : `Asked for: ${asked}.`}`,
    },
  ])
}
