import { readInvoicePage } from '../../insight/read-invoice-page'
import { readRefund } from '../../insight/read-refund'
import { assignCredit, releaseCredit } from '../../invoices/credits/assign-credit'
import { settleRefund } from '../../invoices/refunds/settle-refund'
import { withdrawRefund } from '../../invoices/refunds/withdraw-refund'
import type { Sql } from '../../postgres/database'
import { invalid } from '../../tenants/refusal'
import { readWorkspace } from '../../tenants/workspace-table'
import type { Caller } from '../authenticate'
import type { Handlers } from '../contract-router'
import { invoicePageView } from '../views/invoice-page-view'
import { refundView } from '../views/refund-view'
import { type HandlerParts, linksOf } from './handler-parts'

type RefundRoutes = 'readRefund' | 'settleRefund' | 'withdrawRefund' | 'assignCredit' | 'releaseCredit'

export function refundHandlers(parts: HandlerParts): Pick<Handlers, RefundRoutes> {
  const show = async (sql: Sql, refundId: string) => ({
    value: refundView(await readRefund(sql, refundId), (await readWorkspace(sql)).currency),
  })
  const showInvoice = async (sql: Sql, caller: Caller, intentId: string) => {
    const page = await readInvoicePage(sql, parts.clock, intentId, { delivery: 'post' })
    const links = await linksOf(parts, sql, caller.workspaceId)
    const { settings } = await readWorkspace(sql)
    return { value: invoicePageView(page, caller.actor, settings.bookkeepingBy, links, 'post') }
  }
  return {
    readRefund: { run: (sql, { params }) => show(sql, params['refundId'] ?? '') },
    settleRefund: {
      async run(sql, { params, body, caller }) {
        const refundId = params['refundId'] ?? ''
        await readRefund(sql, refundId)
        const { gives, also = [] } = body
        if (gives === null && also.length > 0) {
          const detail =
            'What is for something else gives back nothing here: leave this out, or say the first part too.'
          throw invalid([{ pointer: '/also', detail }])
        }
        const said = [...(gives === null ? [] : [gives]), ...also].map(({ invoiceId, ...part }) => {
          return { intentId: invoiceId, ...part }
        })
        await settleRefund(sql, caller.actor, parts.clock, refundId, said)
        return show(sql, refundId)
      },
    },
    withdrawRefund: {
      async run(sql, { params, caller }) {
        const refundId = params['refundId'] ?? ''
        await readRefund(sql, refundId)
        await withdrawRefund(sql, caller.actor, refundId)
        return show(sql, refundId)
      },
    },
    assignCredit: {
      async run(sql, { params, body, caller }) {
        const intentId = params['id'] ?? ''
        await assignCredit(sql, caller.actor, { intentId, creditMemoId: body.creditMemoId })
        return showInvoice(sql, caller, intentId)
      },
    },
    releaseCredit: {
      async run(sql, { params, body, caller }) {
        const intentId = params['id'] ?? ''
        await releaseCredit(sql, caller.actor, { intentId, creditMemoId: body.creditMemoId })
        return showInvoice(sql, caller, intentId)
      },
    },
  }
}
