import { readEditedPage } from '../../insight/read-edited'
import { readOpenPlaces } from '../../invoices/by-hand/read-open-places'
import { readOneUnplaced, readUnplaced } from '../../invoices/by-hand/read-unplaced'
import { setAsideInvoice, takeInvoiceBack } from '../../invoices/by-hand/take-aside'
import type { Sql } from '../../postgres/database'
import { notFound } from '../../tenants/refusal'
import type { Caller } from '../authenticate'
import type { Handlers } from '../contract-router'
import { editedView, openPlaceView, unplacedView } from '../views/unplaced-view'
import { type HandlerParts, linksOf, paged, pageOf } from './handler-parts'

type UnplacedRoutes = 'listUnplaced' | 'readUnplaced' | 'setInvoiceAside' | 'takeInvoiceBack' | 'readEdited'

/** Invoices that people made or edited in QuickBooks, and what they mean for the milestones here. */
export function unplacedHandlers(parts: HandlerParts): Pick<Handlers, UnplacedRoutes> {
  const show = async (sql: Sql, { workspaceId }: Caller, quickbooksId: string) => {
    const found = await readOneUnplaced(sql, quickbooksId)
    if (!found) throw notFound('invoice')
    const links = await linksOf(parts, sql, workspaceId)
    const open = await readOpenPlaces(sql, found.invoice)
    return { value: { invoice: unplacedView(found, links), open: open.map(openPlaceView) } }
  }
  return {
    listUnplaced: {
      async run(sql, { query, caller }) {
        const page = pageOf(query)
        const rows = await readUnplaced(sql, {
          limit: page.limit + 1,
          offset: page.offset,
          setAside: query.setAside === 'true',
        })
        const links = await linksOf(parts, sql, caller.workspaceId)
        const { items, next } = paged(rows, page)
        return { value: { items: items.map((row) => unplacedView(row, links)), next } }
      },
    },
    readUnplaced: {
      run: (sql, { params, caller }) => show(sql, caller, idOf(params)),
    },
    setInvoiceAside: {
      async run(sql, { params, caller }) {
        await setAsideInvoice(sql, caller.actor, idOf(params))
        return show(sql, caller, idOf(params))
      },
    },
    takeInvoiceBack: {
      async run(sql, { params, caller }) {
        await takeInvoiceBack(sql, caller.actor, idOf(params))
        return show(sql, caller, idOf(params))
      },
    },
    readEdited: {
      async run(sql, { params, caller }) {
        const page = await readEditedPage(sql, params['id'] ?? '')
        return { value: editedView(page, await linksOf(parts, sql, caller.workspaceId)) }
      },
    },
  }
}

function idOf(params: Readonly<Record<string, string>>): string {
  const id = params['invoiceId'] ?? ''
  if (!/^\d{1,30}$/.test(id)) throw notFound('invoice')
  return id
}
