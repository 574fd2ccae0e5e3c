import type { Contents } from './ask'
import type { Entities } from './entities'
import { readEntity } from './read-entity'
import type { Arrived } from './reply'

/**
 * A voided document in full. There is no status field: every amount is zero. Anything else is QuickBooks having
 * done something other than voiding, which has happened under a 200.
 */
export function readVoided<E extends 'Invoice' | 'Payment'>(entity: E, id: string) {
  return (reply: Arrived): Contents<Entities[E]> => {
    const contents = readEntity(entity, id)(reply)
    if (!('is' in contents)) return contents
    return /^-?0+(\.0+)?$/.test(contents.is.TotalAmt)
      ? contents
      : { lacks: `QuickBooks answered that ${entity} ${id} still has an amount.` }
  }
}
