import type { Clock } from '../clock/clock'
import { dayIn } from '../clock/day'
import { dealAmount } from '../deals/deal'
import { readDeal } from '../deals/deal-table'
import { listMasters } from '../masters/master-table'
import type { Sql } from '../postgres/database'
import { notFound } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import type { GivenAnswer } from './sentence/reading'
import { type KnownCustomer, nameKey, type SentenceFacts } from './sentence/sentence-facts'
import { customersIn } from './sentence/stage-sentence'

/**
 * What a sentence about a deal is read with: the day, the currencies, the deal, and customers of the names in it.
 * `others` are more names that may be a customer's.
 */
export async function readSentenceFacts(
  sql: Sql,
  clock: Clock,
  request: { dealId: string; text: string; answers: readonly GivenAnswer[] },
  others: readonly string[] = [],
): Promise<SentenceFacts> {
  const deal = await readDeal(sql, request.dealId)
  if (!deal) throw notFound('deal')
  const workspace = await readWorkspace(sql)
  const said = [...others, ...customersIn(request.text), ...request.answers.map(({ answer }) => answer)]
  const names = [...new Map(said.map((name) => [nameKey(name), name])).values()].slice(0, MOST_NAMES)
  const found = new Map<string, readonly KnownCustomer[]>()
  for (const name of names) found.set(nameKey(name), await customersLike(sql, name))
  return {
    today: dayIn(workspace.zone, clock.now()),
    home: workspace.currency,
    dealCurrency: deal.currency ?? workspace.currency,
    dealName: deal.name,
    dealAmount: dealAmount(deal),
    customers: (name) => found.get(nameKey(name)) ?? [],
  }
}

/** A sentence has one customer; many names are milestones, and each costs a look. */
const MOST_NAMES = 40

/** Active customers whose name has these words in it; where none has, those that share the first word. */
async function customersLike(sql: Sql, name: string): Promise<readonly KnownCustomer[]> {
  const words = name.trim().replace(/[‘’]/g, "'")
  if (words === '') return []
  const whole = await listMasters(sql, 'customers', words)
  const first = words.split(/\s+/)[0] ?? ''
  const found = whole.length > 0 || first.length < 3 ? whole : await listMasters(sql, 'customers', first)
  return found.map(({ quickbooksId, name: called }) => ({ quickbooksId, name: called }))
}
