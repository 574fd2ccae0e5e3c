import { listInvoices } from '../../insight/list-invoices-table'
import { type HandedOver, readInvoicePage } from '../../insight/read-invoice-page'
import { readParts } from '../../invoices/billing-part-table'
import { markDelivered } from '../../invoices/hand-over/mark-delivered'
import { type PayLink, readPayLink } from '../../invoices/hand-over/read-pay-link'
import { type InvoicePdf, readInvoicePdf } from '../../invoices/hand-over/read-pdf'
import { sendLater } from '../../invoices/hand-over/send-later'
import { readIntent } from '../../invoices/intent-table'
import { changePrepared, plannedChange } from '../../invoices/prepared/change-prepared'
import { generateInvoice } from '../../invoices/prepared/generate-invoice'
import type { Sql } from '../../postgres/database'
import { readToday, readWorkspace } from '../../tenants/workspace-table'
import type { Caller } from '../authenticate'
import type { Handlers } from '../contract-router'
import { invoicePageView } from '../views/invoice-page-view'
import { invoiceView } from '../views/invoice-view'
import { type HandlerParts, linksOf, paged, pageOf } from './handler-parts'

type InvoiceRoutes =
  | 'listInvoices'
  | 'readInvoice'
  | 'readInvoicePdf'
  | 'changeInvoice'
  | 'postInvoice'
  | 'sendInvoice'
  | 'markInvoiceDelivered'
  | 'readPayLink'

export function invoiceHandlers(parts: HandlerParts): Pick<Handlers, InvoiceRoutes> {
  const pdfs = new WeakMap<object, InvoicePdf>()
  const payLinks = new WeakMap<object, PayLink>()
  const vendor = ({ workspaceId }: Caller) => ({
    database: parts.database,
    company: () => parts.vendors.quickbooks(workspaceId, 'invoice'),
  })
  const show = async (sql: Sql, caller: Caller, id: string, how: HandedOver = { delivery: 'post' }) => {
    const page = await readInvoicePage(sql, parts.clock, id, how)
    const links = await linksOf(parts, sql, caller.workspaceId)
    const { settings } = await readWorkspace(sql)
    const value = invoicePageView(page, caller.actor, settings.bookkeepingBy, links, how.delivery)
    return { value, version: value.version }
  }
  const learn = async ({ caller, params }: { caller: Caller; params: Readonly<Record<string, string>> }) => {
    const milestones = await parts.database.inWorkspace(caller.workspaceId, (sql) =>
      milestonesWaiting(sql, params['id'] ?? ''),
    )
    for (const milestoneId of milestones) await parts.learnBillingFacts(caller.workspaceId, milestoneId)
  }
  return {
    listInvoices: {
      async run(sql, { query, caller }) {
        const page = pageOf(query)
        const links = await linksOf(parts, sql, caller.workspaceId)
        const rows = await listInvoices(
          sql,
          { limit: page.limit + 1, offset: page.offset },
          {
            status: query.status,
            customer: query.customer,
            search: query.search === '' ? undefined : query.search,
            today: await readToday(sql),
          },
        )
        const { items, next } = paged(rows, page)
        return {
          value: { items: items.map((row) => invoiceView(row, row.billed, row.dealName, links)), next },
        }
      },
    },
    readInvoice: {
      before: learn,
      run: (sql, { params, caller }) => show(sql, caller, params['id'] ?? ''),
    },
    readInvoicePdf: {
      async before(asked) {
        const { caller, params } = asked
        pdfs.set(asked, await readInvoicePdf(vendor(caller), caller.workspaceId, params['id'] ?? ''))
      },
      async run(_sql, asked) {
        const pdf = pdfs.get(asked)
        if (!pdf) throw new Error('an invoice was not printed')
        const bytes = new Uint8Array(pdf.bytes)
        return { value: { name: pdf.name, type: 'application/pdf', bytes, inline: true } }
      },
    },
    changeInvoice: {
      before: learn,
      async run(sql, { params, body, caller, ifVersion }) {
        const intentId = params['id'] ?? ''
        const { dryRun, ...patch } = body
        if (dryRun === true) {
          const { changes } = await plannedChange(sql, parts.clock, { intentId, patch })
          return show(sql, caller, intentId, { delivery: 'post', changes })
        }
        await changePrepared(sql, caller.actor, parts.clock, { intentId, patch, ifVersion })
        return show(sql, caller, intentId)
      },
    },
    postInvoice: {
      before: learn,
      async run(sql, { params, body, caller }) {
        const intentId = params['id'] ?? ''
        if (body.dryRun !== true)
          await generateInvoice(sql, caller.actor, parts.clock, { intentId, delivery: 'post' })
        return show(sql, caller, intentId)
      },
    },
    sendInvoice: {
      before: learn,
      async run(sql, { params, body, caller }) {
        const intentId = params['id'] ?? ''
        if (body.dryRun !== true) {
          const state = (await readIntent(sql, intentId))?.state
          if (state === 'prepared')
            await generateInvoice(sql, caller.actor, parts.clock, { intentId, delivery: 'send' })
          else await sendLater(sql, caller.actor, intentId)
        }
        return show(sql, caller, intentId, { delivery: 'send' })
      },
    },
    markInvoiceDelivered: {
      async run(sql, { params, body, caller }) {
        const intentId = params['id'] ?? ''
        await markDelivered(sql, caller.actor, parts.clock, { intentId, on: body.on ?? null })
        return show(sql, caller, intentId)
      },
    },
    readPayLink: {
      async before(asked) {
        const { caller, params } = asked
        payLinks.set(asked, await readPayLink(vendor(caller), caller.workspaceId, params['id'] ?? ''))
      },
      async run(_sql, asked) {
        const link = payLinks.get(asked)
        if (!link) throw new Error('nobody asked for the link')
        return { value: link }
      },
    },
  }
}

/** The milestones of an invoice that waits for review: what it refers to should be known before it is looked at. */
async function milestonesWaiting(sql: Sql, intentId: string): Promise<string[]> {
  if ((await readIntent(sql, intentId))?.state !== 'prepared') return []
  const found = await readParts(sql, [intentId])
  return [...new Set(found.flatMap(({ milestoneId }) => milestoneId ?? []))]
}
