import { raiseAttention, settleAttention } from '../attention/attention-table'
import type { Sql } from '../postgres/database'
import { program } from '../tenants/actor'

const CAUSE = 'read-budget:refused'

/** Intuit lets nothing be read any more this month: told at once, because waiting a little mends nothing. */
export async function raiseRefusedReads(sql: Sql): Promise<void> {
  await raiseAttention(sql, {
    cause: CAUSE,
    kind: 'read_budget',
    title: 'Intuit answers no more reads this month',
    detail:
      'The app’s monthly cap on metered reads is used up. Until it is raised, or the month is over, no payment is seen and no invoice leaves; nothing is lost, and what waits is done then. Choose a higher tier at Intuit.',
    actions: [{ action: 'open_usage', label: 'See what spends them' }],
  })
}

/** It answers again. */
export async function settleRefusedReads(sql: Sql): Promise<void> {
  await settleAttention(sql, CAUSE, program('QuickBooks').who, 'read')
}
