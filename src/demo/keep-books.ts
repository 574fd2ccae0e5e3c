import { setTimeout as pause } from 'node:timers/promises'
import { DateTime } from 'luxon'
import { z } from 'zod'
import { decimalNumber } from '../../connectors/quickbooks/decimal-number'
import type { Clock } from '../clock/clock'
import type { BookkeeperAct } from './demo-company'

/** The bookkeeper's hand in QuickBooks: does one act to one invoice, unless it shows already. */
export type KeepBooks = (invoiceId: string, act: BookkeeperAct) => Promise<void>

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

const BUSY = 429
/** A company answers ten calls a second, and Milepost makes some of them. */
const APART_MS = 150
const TRIES = 10

/**
 * Works on QuickBooks' own API with a token of its own, as a second program or a person would; Milepost hears
 * of it by webhook. Each act looks first and carries a request id, so that it may be begun again after a kill.
 */
export function keepBooks(parts: {
  baseUrl: string
  realmId: string
  accessToken: string
  zone: string
  clock: Clock
  signal: AbortSignal
}): KeepBooks {
  let line: Promise<unknown> = Promise.resolve()
  function inLine(): Promise<unknown> {
    line = line.then(() => pause(APART_MS, undefined, { signal: parts.signal }))
    return line
  }
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    await inLine()
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(`${parts.baseUrl}/v3/company/${parts.realmId}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${parts.accessToken}`,
          accept: 'application/json',
          'content-type': 'application/json',
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: parts.signal,
      })
      const text = await response.text()
      if (response.ok) return JSON.parse(text)
      if (response.status !== BUSY || attempt === TRIES) {
        throw new Error(`QuickBooks answered ${response.status} to ${method} ${path}: ${text.slice(0, 300)}`)
      }
      await pause(1_000, undefined, { signal: parts.signal })
    }
  }
  const day = (daysAgo: number) =>
    DateTime.fromJSDate(parts.clock.now(), { zone: parts.zone })
      .minus({ days: daysAgo })
      .toFormat('yyyy-MM-dd')
  const once = (act: string, id: string) => `requestid=demo-${act}-${id}`

  return async (invoiceId, act) => {
    const { Invoice: invoice } = invoiceAnswer.parse(await call('GET', `/invoice/${invoiceId}`))
    const own = { Id: invoice.Id, SyncToken: invoice.SyncToken }
    switch (act.act) {
      case 'date':
        if (invoice.TxnDate <= day(act.issuedDaysAgo)) return
        await call('POST', `/invoice?${once('date', invoiceId)}`, {
          ...own,
          sparse: true,
          TxnDate: day(act.issuedDaysAgo),
          DueDate: day(act.dueDaysAgo),
        })
        return
      case 'pay': {
        if (invoice.Balance !== invoice.TotalAmt) return
        const amount = act.amount === 'all' ? invoice.TotalAmt : decimalNumber(act.amount)
        await call('POST', `/payment?${once('pay', invoiceId)}`, {
          CustomerRef: { value: invoice.CustomerRef.value },
          TxnDate: day(act.daysAgo),
          TotalAmt: amount,
          Line: [{ Amount: amount, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }],
        })
        return
      }
      case 'edit': {
        const amount = decimalNumber(act.amount)
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
        act satisfies never
    }
  }
}

/** A line's new amount; QuickBooks refuses one that differs from quantity × price, so those two go. */
function repriced(line: Readonly<Record<string, unknown>>, amount: number): Record<string, unknown> {
  const detail = z.looseObject({}).parse(line['SalesItemLineDetail'] ?? {})
  const { Qty: _quantity, UnitPrice: _price, ...rest } = detail
  return { Amount: amount, SalesItemLineDetail: rest }
}
