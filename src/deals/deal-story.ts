import type { Happening } from '../history/history-table'
import { formatMoney } from '../money/money'
import { type Deal, dealAmount } from './deal'

/** What people read of a deal, each in the words that its history uses. */
const facts: Readonly<Record<string, (deal: Deal) => string | null>> = {
  name: (deal) => deal.name,
  amount: amountWords,
  stage: (deal) => deal.stageLabel ?? deal.stageId,
  company: (deal) => deal.company,
  owner: (deal) => deal.owner ?? deal.ownerId,
}

/** What HubSpot changed of a deal that is planned: one entry that names it, with before and after; none for nothing. */
export function dealStory(before: Deal, after: Deal): Happening[] {
  const { dealId } = after
  if (before.archived !== after.archived) {
    return [{ what: `The deal was ${after.archived ? 'deleted' : 'restored'} in HubSpot`, dealId }]
  }
  const changed = Object.entries(facts).filter(([, of]) => of(before) !== of(after))
  if (changed.length === 0) return []
  const said = (deal: Deal) => Object.fromEntries(changed.map(([name, of]) => [name, of(deal)]))
  const names = changed.map(([name]) => name).join(', ')
  return [{ what: `Changed in HubSpot: ${names}`, dealId, before: said(before), after: said(after) }]
}

/** The amount as money; as it was typed where its currency can't hold it; null where there is none. */
function amountWords(deal: Deal): string | null {
  const amount = dealAmount(deal)
  return amount ? formatMoney(amount) : deal.amount
}
