import { masterReadings, readMaster } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'

/** An item that an invoice may be written with, and the account that it posts to. */
export interface ItemFacts {
  readonly name: string
  readonly active: boolean
  /** Null where the item has none, or its account is not in QuickBooks' list. */
  readonly account: {
    readonly id: string
    readonly name: string
    readonly active: boolean
    readonly type: string | null
  } | null
}

/**
 * These items by their ids, from the cache: no vendor call. One that is not in the list is left out, and so is every
 * one while the accounts were never read: what is not known is not judged.
 */
export async function readItemFacts(
  sql: Sql,
  itemIds: readonly (string | null)[],
): Promise<Map<string, ItemFacts>> {
  const facts = new Map<string, ItemFacts>()
  if (!(await masterReadings(sql)).has('accounts')) return facts
  const known = [...new Set(itemIds.flatMap((itemId) => itemId ?? []))]
  const read = await Promise.all(
    known.map(async (itemId) => {
      const item = await readMaster(sql, 'items', itemId)
      return item && ([itemId, { ...item, account: await accountOf(sql, item.body) }] as const)
    }),
  )
  for (const each of read) {
    if (each !== null)
      facts.set(each[0], { name: each[1].name, active: each[1].active, account: each[1].account })
  }
  return facts
}

async function accountOf(sql: Sql, body: Readonly<Record<string, unknown>>): Promise<ItemFacts['account']> {
  const ref = body['IncomeAccountRef']
  const id = typeof ref === 'object' && ref !== null && 'value' in ref ? ref.value : null
  const account = typeof id === 'string' ? await readMaster(sql, 'accounts', id) : null
  if (account === null) return null
  const type = account.body['AccountType']
  return {
    id: account.quickbooksId,
    name: account.name,
    active: account.active,
    type: typeof type === 'string' ? type : null,
  }
}
