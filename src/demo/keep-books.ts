import { createHash } from 'node:crypto'
import { DateTime } from 'luxon'
import { z } from 'zod'
import { decimalNumber } from '../../connectors/quickbooks/decimal-number'
import type { Clock } from '../clock/clock'
import type { QuickBooksCall } from './call-quickbooks'
import type { BookkeeperAct, HandmadeInvoice } from './demo-deal'

/** The bookkeeper's hand in QuickBooks. */
export interface Bookkeeper {
  /** Does one act to one invoice, unless it shows already. */
  act(invoiceId: string, act: BookkeeperAct): Promise<void>
  /** Writes an invoice to a customer by hand; again, it is the same one. */
  writeInvoice(customerId: string, wanted: HandmadeInvoice): Promise<void>
}

const invoiceAnswer = z.object({
  Invoice: z.object({
    Id: z.string(),
    SyncToken: z.string(),
    TxnDate: z.string(),
    DueDate: z.string().optional(),
    TotalAmt: z.number(),
    Balance: z.number(),
    CustomerRef: z.looseObject({ value: z.string() }),
    Line: z.array(z.looseObject({ DetailType: z.string(), Amount: z.number().optional() })),
  }),
})

const SERVICES = '1'

/**
 * Works on QuickBooks' own API with a token of its own, as a second program or a person would; Milepost hears
 * of it by webhook. Each act looks first or carries a request id,
 * or both, so that it may be begun again after a kill.
 */
export function keepBooks(call: QuickBooksCall, parts: { zone: string; clock: Clock }): Bookkeeper {
  const day = (daysAgo: number) =>
    DateTime.fromJSDate(parts.clock.now(), { zone: parts.zone })
      .minus({ days: daysAgo })
      .toFormat('yyyy-MM-dd')
  const once = (act: string, id: string) => `requestid=demo-${act}-${id}`

  async function act(invoiceId: string, done: BookkeeperAct): Promise<void> {
    const { Invoice: invoice } = invoiceAnswer.parse(await call('GET', `/invoice/${invoiceId}`))
    const own = { Id: invoice.Id, SyncToken: invoice.SyncToken }
    switch (done.act) {
      case 'date':
        if (invoice.TxnDate <= day(done.issuedDaysAgo)) return
        await call('POST', `/invoice?${once('date', invoiceId)}`, {
          ...own,
          sparse: true,
          TxnDate: day(done.issuedDaysAgo),
          DueDate: day(done.dueDaysAgo),
        })
        return
      case 'pay': {
        if (invoice.Balance !== invoice.TotalAmt) return
        const amount = done.amount === 'all' ? invoice.TotalAmt : decimalNumber(done.amount)
        await call('POST', `/payment?${once('pay', invoiceId)}`, {
          CustomerRef: { value: invoice.CustomerRef.value },
          TxnDate: day(done.daysAgo),
          TotalAmt: amount,
          Line: [{ Amount: amount, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }],
        })
        return
      }
      case 'edit': {
        const amount = decimalNumber(done.amount)
        const sold = invoice.Line.filter((line) => line.DetailType !== 'SubTotalLineDetail')
        if (sold[0]?.Amount === amount) return
        await call('POST', `/invoice?${once('edit', invoiceId)}`, {
          ...own,
          sparse: true,
          Line: sold.map((line, index) => (index === 0 ? { ...line, ...repriced(line, amount) } : line)),
        })
        return
      }
      case 'void':
        if (invoice.TotalAmt === 0) return
        await call('POST', `/invoice?operation=void&${once('void', invoiceId)}`, own)
        return
      default:
        done satisfies never
    }
  }

  /** Nothing on an invoice says that it is this one: QuickBooks knows the request again, and answers as it did. */
  async function writeInvoice(customerId: string, wanted: HandmadeInvoice): Promise<void> {
    const key = createHash('sha256').update(`${customerId} ${wanted.text}`).digest('hex').slice(0, 16)
    const answer = await call('POST', `/invoice?${once('write', key)}`, {
      CustomerRef: { value: customerId },
      TxnDate: day(wanted.issuedDaysAgo),
      DueDate: day(wanted.dueDaysAgo),
      Line: [
        {
          DetailType: 'SalesItemLineDetail',
          Amount: decimalNumber(wanted.amount),
          Description: wanted.text,
          SalesItemLineDetail: { ItemRef: { value: SERVICES }, TaxCodeRef: { value: 'NON' } },
        },
      ],
    })
    if (wanted.paidDaysAgo === undefined) return
    const { Id } = invoiceAnswer.parse(answer).Invoice
    await act(Id, { act: 'pay', amount: 'all', daysAgo: wanted.paidDaysAgo })
  }

  return { act, writeInvoice }
}

/** A line's new amount; QuickBooks refuses one that differs from quantity × price, so those two go. */
function repriced(line: Readonly<Record<string, unknown>>, amount: number): Record<string, unknown> {
  const detail = z.looseObject({}).parse(line['SalesItemLineDetail'] ?? {})
  const { Qty: _quantity, UnitPrice: _price, ...rest } = detail
  return { Amount: amount, SalesItemLineDetail: rest }
}
