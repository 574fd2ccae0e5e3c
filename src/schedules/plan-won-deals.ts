import { endAttentions, raiseAttention } from '../attention/attention-table'
import { unplannedNoMore } from '../attention/open-causes-table'
import { readDeal, takeJustWon, winOnceRestored } from '../deals/deal-table'
import { isOfContents } from '../inbox/of-contents'
import type { Database, Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { Refusal } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import { planFromTemplate } from './plan-from-template'
import { readScheduleOfDeal } from './schedule-table'

const MOST_AT_ONCE = 50

/**
 * A deal that enters a won stage gets its pipeline's template, when there is one and the deal has no schedule. Once
 * for each time it enters: an event that comes twice plans nothing twice. What can't be planned (no amount, say) becomes a
 * question; so does a deal whose plan the database refuses, of which `tellLog` is told, and the others are planned one by
 * one. A question ends with what it was about. Answers how many deals were planned.
 */
export async function planWonDeals(
  database: Database,
  workspaceId: string,
  tellLog: (error: unknown, dealId: string) => void = () => undefined,
): Promise<number> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => database.inWorkspace(workspaceId, work)
  await within(endAsked)
  let most = MOST_AT_ONCE
  let planned = 0
  for (;;) {
    try {
      const turn = await within((sql) => planTurn(sql, most))
      planned += turn.made
      if (turn.seen < most) return planned
    } catch (error) {
      if (!isOfContents(error)) throw error
      if (most === 1) for (const dealId of await within(setAside)) tellLog(error, dealId)
      most = 1
    }
  }
}

/** Lost, deleted or merged into a deal with a plan, it is nobody's to plan; won anew, or restored, it is asked about again. */
async function endAsked(sql: Sql): Promise<void> {
  const over = await unplannedNoMore(sql)
  if (over.length === 0) return
  const open = over.filter(({ isOpen }) => isOpen)
  await winOnceRestored(
    sql,
    open.map(({ dealId }) => dealId),
  )
  const causes = over.map(({ cause }) => cause)
  await endAttentions(sql, causes, program('HubSpot').who, 'nothing left to plan')
}

async function planTurn(sql: Sql, most: number): Promise<{ seen: number; made: number }> {
  const { settings } = await readWorkspace(sql)
  const won = await takeJustWon(sql, most)
  let made = 0
  for (const dealId of won) if (await planOne(sql, dealId, settings.pipelineTemplates)) made += 1
  return { seen: won.length, made }
}

/** The deal whose turn it is waits for a person instead. */
async function setAside(sql: Sql): Promise<string[]> {
  const won = await takeJustWon(sql, 1)
  for (const dealId of won) {
    const deal = await readDeal(sql, dealId)
    await raiseNotPlanned(
      sql,
      dealId,
      deal?.name ?? dealId,
      'Milepost itself failed at it; its log says where.',
    )
  }
  return won
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
    await raiseNotPlanned(sql, dealId, deal.name, error.message)
    return false
  }
}

async function raiseNotPlanned(sql: Sql, dealId: string, name: string, why: string): Promise<void> {
  await raiseAttention(sql, {
    cause: `deal_not_planned:${dealId}`,
    kind: 'deal_not_planned',
    dealId,
    title: `${name} was won and is not planned yet`,
    detail: `Its pipeline's template could not be applied. ${why}`,
    actions: [
      { action: 'plan', label: 'Plan it' },
      { action: 'leave', label: 'Leave it' },
    ],
  })
}
