import { readCustomerHistory } from '../../insight/customer-history/read-customer-history'
import type { OutstandingFilter } from '../../insight/outstanding/outstanding'
import { readOutstanding } from '../../insight/outstanding/read-outstanding'
import { writeOutstandingCsv } from '../../insight/outstanding/write-outstanding-csv'
import type { Handlers } from '../contract-router'
import {
  customerHistoryView,
  historyInvoiceView,
  outstandingRowView,
  outstandingSumView,
} from '../views/outstanding-view'
import { type HandlerParts, linksOf, paged, pageOf } from './handler-parts'

type OutstandingRoutes = 'readOutstanding' | 'exportOutstanding' | 'readCustomerHistory'

const filterOf = (query: {
  currency?: string | undefined
  late?: 'true' | 'false' | undefined
  search?: string | undefined
}): OutstandingFilter => ({
  currency: query.currency,
  isLate: query.late === 'true',
  search: query.search,
})

/** What is outstanding, by customer; on the screen and as a table; and what one customer was invoiced and paid. */
export function outstandingHandlers(parts: HandlerParts): Pick<Handlers, OutstandingRoutes> {
  return {
    readOutstanding: {
      async run(sql, { query, caller }) {
        const page = pageOf(query)
        const found = await readOutstanding(sql, filterOf(query))
        const links = await linksOf(parts, sql, caller.workspaceId)
        const { items, next } = paged(found.rows.slice(page.offset, page.offset + page.limit + 1), page)
        return {
          value: {
            today: found.today,
            currencies: found.currencies.map(outstandingSumView),
            items: items.map((row) => outstandingRowView(row, links)),
            readAt: found.readAt?.toISOString() ?? null,
            next,
          },
        }
      },
    },
    exportOutstanding: {
      async run(sql, { query }) {
        const { bytes, today } = await writeOutstandingCsv(sql, filterOf(query))
        return {
          value: {
            name: `outstanding-${today}.csv`,
            type: 'text/csv; charset=utf-8',
            bytes,
            inline: false,
          },
        }
      },
    },
    readCustomerHistory: {
      async run(sql, { params, query, caller }) {
        const page = pageOf(query)
        const { limit, offset } = page
        const asked = params['customerId'] ?? ''
        const history = await readCustomerHistory(sql, asked, { limit: limit + 1, offset })
        const links = await linksOf(parts, sql, caller.workspaceId)
        const { items, next } = paged(history.invoices, page)
        return {
          value: {
            ...customerHistoryView(history, links),
            items: items.map((each) => historyInvoiceView(each, history, links)),
            next,
          },
        }
      },
    },
  }
}
