import { daysAfter, startOfDay } from '../../clock/day'
import { readDealNames } from '../../deals/deal-table'
import { record } from '../../history/history-table'
import { billMonth, lookAtMonth, type Month } from '../../invoices/monthly/bill-month'
import { listDoneDue, listWaiting } from '../../invoices/monthly/monthly-due-table'
import { masterNames } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import { readWorkspace } from '../../tenants/workspace-table'
import type { Handlers } from '../contract-router'
import { billingRunView, waitingWorkView } from '../views/billing-run-view'
import { type HandlerParts, paged, pageOf } from './handler-parts'

export function billingRunHandlers(parts: HandlerParts): Pick<Handlers, 'runBilling' | 'listWaitingWork'> {
  return {
    listWaitingWork: {
      async run(sql, { query }) {
        const page = pageOf(query)
        const rows = await listWaiting(sql, { limit: page.limit + 1, offset: page.offset })
        const { items, next } = paged(rows, page)
        const customers = await masterNames(sql, 'customers', [
          ...new Set(items.flatMap(({ customerIds }) => customerIds)),
        ])
        return { value: { items: items.map((row) => waitingWorkView(row, customers)), next } }
      },
    },
    runBilling: {
      async run(sql, { body, caller: { actor } }) {
        const { zone } = await readWorkspace(sql)
        const due = await listDoneDue(sql, startOfDay(daysAfter(body.through, 1), zone))
        if (body.dryRun === true) {
          const month = await lookAtMonth(sql, parts.clock, due)
          return {
            value: billingRunView(body.through, month, [], await names(sql, month), parts.clock.now()),
          }
        }
        const { month, intentIds, story } = await billMonth(sql, actor, parts.clock, due)
        await record(sql, actor, story)
        return {
          value: billingRunView(body.through, month, intentIds, await names(sql, month), parts.clock.now()),
        }
      },
    },
  }
}

const names = (sql: Sql, month: Month) =>
  readDealNames(sql, [
    ...new Set(month.invoices.flatMap(({ work }) => work.map(({ schedule }) => schedule.dealId))),
  ])
