import { dealAmount } from '../../deals/deal'
import { readDeal } from '../../deals/deal-table'
import type { Sql } from '../../postgres/database'
import { readMilestones } from '../../schedules/milestone-table'
import { readScheduleOfDeal } from '../../schedules/schedule-table'
import { scheduleToDraft } from '../../schedules/schedule-to-draft'
import { stageCsv } from '../../start-from/csv-schedule'
import { gatherEstimate } from '../../start-from/gather-estimate'
import { gatherLineItems, gatherQuote, gatherQuotes } from '../../start-from/gather-offer'
import { planStaged } from '../../start-from/plan-staged'
import { releaseSource } from '../../start-from/release-source'
import { exampleCsv, scheduleCsv } from '../../start-from/schedule-csv'
import type { StagedSchedule } from '../../start-from/staged-schedule'
import { conflict, notFound } from '../../tenants/refusal'
import { readWorkspace } from '../../tenants/workspace-table'
import { scheduleInput } from '../contract/schedule'
import type { startFromRoutes } from '../contract/start-from-routes'
import type { Asked, Handlers, Reply } from '../contract-router'
import { scheduleView } from '../views/deal-view'
import { stagedView, withWhatIsLeft } from '../views/staged-view'
import type { HandlerParts } from './handler-parts'

type Routes = keyof typeof startFromRoutes
type Starts = 'planFromLineItems' | 'planFromQuote' | 'planFromEstimate' | 'planFromCsv'

/** Ways a plan can start. What a vendor says is read before the transaction; looking ahead writes nothing. */
export function startFromHandlers(parts: HandlerParts): Pick<Handlers, Routes> {
  const staged = new WeakMap<object, StagedSchedule>()
  const learn = async ({ caller, params }: Asked<Routes>) => {
    const dealId = params['dealId'] ?? ''
    await parts.learnDeal(caller.workspaceId, dealId)
    return { workspaceId: caller.workspaceId, dealId }
  }
  const fromHubSpot = async (asked: Asked<Routes>) => {
    // The customer is looked for by the company's name.
    await parts.refreshMasters(asked.caller.workspaceId, 'customers')
    return learn(asked)
  }
  const answer = (sql: Sql, asked: Asked<Starts>, found: StagedSchedule | undefined) => {
    if (!found) throw new Error('nothing was gathered before the transaction')
    return asked.query.preview === 'true' ? lookedAt(found) : plannedFrom(sql, asked, found)
  }
  return {
    planFromLineItems: {
      async before(asked) {
        const { workspaceId, dealId } = await fromHubSpot(asked)
        staged.set(asked, await gatherLineItems(parts, workspaceId, dealId))
      },
      run: async (sql, asked) => answer(sql, asked, staged.get(asked)),
    },
    planFromQuote: {
      async before(asked) {
        const { workspaceId, dealId } = await fromHubSpot(asked)
        staged.set(asked, await gatherQuote(parts, workspaceId, dealId, asked.body.quoteId))
      },
      run: async (sql, asked) => answer(sql, asked, staged.get(asked)),
    },
    planFromEstimate: {
      async before(asked) {
        const { workspaceId, dealId } = await learn(asked)
        staged.set(asked, await gatherEstimate(parts, workspaceId, dealId, asked.body.estimateId))
      },
      run: async (sql, asked) => answer(sql, asked, staged.get(asked)),
    },
    planFromCsv: {
      before: async (asked) => void (await learn(asked)),
      async run(sql, asked) {
        const deal = await readDeal(sql, asked.params['dealId'] ?? '')
        if (!deal) throw notFound('deal')
        const { contractValue: amount } = asked.query
        const currency = asked.query.currency ?? deal.currency ?? (await readWorkspace(sql)).currency
        const found = stageCsv(asked.body, {
          contractValue: amount === undefined ? null : { amount, currency },
          dealAmount: dealAmount(deal),
          currency,
        })
        return answer(sql, asked, found)
      },
    },
    releaseSource: {
      async run(sql, { caller, params, ifVersion }) {
        const dealId = params['dealId'] ?? ''
        if (!(await readDeal(sql, dealId))) throw notFound('deal')
        const schedule = await releaseSource(sql, caller.actor, { dealId, ifVersion })
        return {
          value: scheduleView(schedule, await readMilestones(sql, [schedule.scheduleId])),
          version: schedule.version,
        }
      },
    },
    listQuotes: {
      async before(asked) {
        const { workspaceId, dealId } = await learn(asked)
        quotes.set(asked, await gatherQuotes(parts, workspaceId, dealId))
      },
      run: async (_sql, asked) => ({ value: { items: [...(quotes.get(asked) ?? [])], next: null } }),
    },
    downloadSchedule: {
      async run(sql, { params }) {
        const dealId = params['dealId'] ?? ''
        if (!(await readDeal(sql, dealId))) throw notFound('deal')
        const schedule = await readScheduleOfDeal(sql, dealId)
        if (!schedule) throw conflict('schedule_missing', 'This deal has no plan yet.')
        const milestones = await readMilestones(sql, [schedule.scheduleId])
        return {
          value: csvFile(`milestones-${dealId}.csv`, scheduleCsv(scheduleToDraft(schedule, milestones))),
        }
      },
    },
    downloadExample: {
      run: async () => ({ value: csvFile('milestones-example.csv', exampleCsv) }),
    },
  }
}

const quotes = new WeakMap<object, Awaited<ReturnType<typeof gatherQuotes>>>()

/** With a byte order mark, by which spreadsheets know UTF-8. */
const csvFile = (name: string, text: string) => ({
  name,
  type: 'text/csv; charset=utf-8',
  bytes: new Uint8Array(Buffer.from(`\ufeff${text}`)),
  inline: false,
})

function lookedAt(found: StagedSchedule): Reply<Starts> {
  return { value: stagedView(withWhatIsLeft(found)), status: 200 }
}

async function plannedFrom(
  sql: Sql,
  { caller, params }: Asked<Starts>,
  found: StagedSchedule,
): Promise<Reply<Starts>> {
  const whole = withWhatIsLeft(found)
  const draft = scheduleInput.safeParse(whole.draft)
  const schedule = await planStaged(sql, caller.actor, {
    dealId: params['dealId'] ?? '',
    staged: whole,
    draft: draft.success ? draft.data : null,
  })
  return {
    value: scheduleView(schedule, await readMilestones(sql, [schedule.scheduleId])),
    version: schedule.version,
  }
}
