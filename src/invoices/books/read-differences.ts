import { masterNames } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import type { BillingPart } from '../intent'
import { numberOf } from '../sending/number-series-table'
import { type Difference, differencesOf, idsNamed } from './difference'

/** What QuickBooks has otherwise than it was sent, with the names that people know; nothing is asked of QuickBooks. */
export async function readDifferences(
  sql: Sql,
  intentId: string,
  parts: readonly Pick<BillingPart, 'lineId'>[],
  sentBody: unknown,
  documentBody: unknown,
): Promise<Difference[]> {
  const names = new Map<string, string>()
  for (const [list, ids] of idsNamed([sentBody, documentBody]))
    for (const [id, name] of await masterNames(sql, list, ids)) names.set(`${list} ${id}`, name)
  return differencesOf(sentBody, documentBody, {
    parts,
    number: (await numberOf(sql, intentId))?.number ?? null,
    nameOf: (list, id) => names.get(`${list} ${id}`) ?? null,
  })
}
