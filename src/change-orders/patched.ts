import type { MilestonePatch } from '../schedules/change-milestone'
import type { MilestoneDraft } from '../schedules/draft'
import { keepBilledAs } from '../schedules/payers'

/** A draft with the fields that were given; money stays. */
export function patched(held: MilestoneDraft, given: MilestonePatch): MilestoneDraft {
  const said = Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => value !== undefined && name !== 'amount' && name !== 'share',
    ),
  )
  return { ...held, ...said, ...(given.payers && { payers: keepBilledAs(given.payers, held.payers ?? []) }) }
}
