import { raiseAttention } from '../attention/attention-table'
import { readDeal, takeJustWon } from '../deals/deal-table'
import type { Database, Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { Refusal } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import { planFromTemplate } from './plan-from-template'
import { readScheduleOfDeal } from './schedule-table'

const MOST_AT_ONCE = 50

/**
 * A deal that enters a won stage gets its pipeline's template, when there is one and the deal has no schedule. Once
 * for each time it enters: an event that comes twice plans nothing twice. What can't be planned (no amount, say) becomes a question. Answers how many deals were planned.
 */
export async function planWonDeals(database: Database, workspaceId: string): Promise<number> {
  let planned = 0
  for (;;) {
    const turn = await database.inWorkspace(workspaceId, async (sql) => {
      const { settings } = await readWorkspace(sql)
      const won = await takeJustWon(sql, MOST_AT_ONCE)
      let made = 0
      for (const dealId of won) if (await planOne(sql, dealId, settings.pipelineTemplates)) made += 1
      return { seen: won.length, made }
    })
    planned += turn.made
    if (turn.seen < MOST_AT_ONCE) return planned
  }
}

async function planOne(
  sql: Sql,
  dealId: string,
  templates: Readonly<Record<string, string>>,
): Promise<boolean> {
  const deal = await readDeal(sql, dealId)
  const templateId = deal?.pipelineId ? templates[deal.pipelineId] : undefined
  if (!deal || templateId === undefined || (await readScheduleOfDeal(sql, dealId))) return false
  try {
    await planFromTemplate(sql, program('the pipeline’s template'), {
      dealId,
      templateId,
      contractValue: null,
      contractDate: null,
    })
    return true
  } catch (error) {
    // Refused before anything was written; any other error takes the whole turn back, and it is tried again.
    if (!(error instanceof Refusal)) throw error
    await raiseAttention(sql, {
      cause: `deal_not_planned:${dealId}`,
      kind: 'deal_not_planned',
      dealId,
      title: `${deal.name} was won and is not planned yet`,
      detail: `Its pipeline's template could not be applied. ${error.message}`,
      actions: [
        { action: 'plan', label: 'Plan it' },
        { action: 'leave', label: 'Leave it' },
      ],
    })
    return false
  }
}
