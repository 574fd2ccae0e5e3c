import { DateTime } from 'luxon'
import { limits } from '../../../config/limits'
import type { Company } from '../../../connectors/quickbooks/company'
import type { Clock } from '../../clock/clock'
import { dayIn } from '../../clock/day'
import { readOrFail } from '../../inbox/read-failed'
import type { Database, Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import type { Vendors } from '../../tenants/vendors'
import { readWorkspace } from '../../tenants/workspace-table'
import { type ReadDocument, saveDocuments } from '../books/document-table'
import { documentOf } from '../books/from-quickbooks'
import { customersOf } from './check-links'
import { heldAmong, readCustomerReadings, saveCustomerReadings } from './customer-invoice-table'

interface Parts {
  readonly database: Database
  readonly clock: Clock
  readonly vendors: Vendors
}

/** A job that is caught up with seldom began earlier than this before its contract. */
const YEARS_BACK = 2

/** The first day from which invoices are looked at: two years before the contract, or before today if that is earlier. */
export async function firstDay(sql: Sql, clock: Clock, schedule: Schedule): Promise<string> {
  const today = dayIn((await readWorkspace(sql)).zone, clock.now())
  const contract = schedule.terms.contractDate ?? today
  return (
    DateTime.fromISO(contract < today ? contract : today)
      .minus({ years: YEARS_BACK })
      .toISODate() ?? today
  )
}

/** Which customers' invoices must be listed again now; none when all were a few minutes ago, from that day or before. */
async function due(
  sql: Sql,
  clock: Clock,
  schedule: Schedule,
  since: string,
  again: boolean,
): Promise<string[]> {
  const ids = (await customersOf(sql, schedule)).all.map((customer) => customer.quickbooksId)
  const readings = await readCustomerReadings(sql, ids)
  const oldest = clock.now().getTime() - limits.customerInvoicesStaleMs
  const fresh = ids.every((id) => {
    const reading = readings.get(id)
    return reading !== undefined && reading.since <= since && reading.readAt.getTime() >= oldest
  })
  return again || !fresh ? ids : []
}

/**
 * Lists the invoices of a schedule's customers in QuickBooks, unless that was done a few minutes ago; `again` asks in
 * any case. One metered read for each thousand. What is held is newer where a webhook has told more. Throws ReadFailed
 * or ConnectionLost when QuickBooks can't be read; what is held stays.
 */
export async function learnCustomerInvoices(
  parts: Parts,
  workspaceId: string,
  asked: { readonly schedule: Schedule; readonly since: string | null; readonly again: boolean },
): Promise<void> {
  const { database, clock, vendors } = parts
  const { since, ids } = await database.inWorkspace(workspaceId, async (sql) => {
    const day = asked.since ?? (await firstDay(sql, clock, asked.schedule))
    return { since: day, ids: await due(sql, clock, asked.schedule, day, asked.again) }
  })
  if (ids.length === 0) return
  const company = await vendors.quickbooks(workspaceId, 'catch_up')
  const rows = readOrFail(
    'quickbooks',
    await company.query('Invoice', [
      { field: 'CustomerRef', operator: 'IN', value: ids },
      { field: 'TxnDate', operator: '>=', value: since },
    ]),
  )
  await database.inWorkspace(workspaceId, async (sql) => {
    // What an intent holds is reconcile's: it must see each change first.
    const held = await heldAmong(
      sql,
      rows.map((row) => row.Id),
    )
    const fresh = rows.filter((row) => !held.has(row.Id)).map((row) => documentOf('Invoice', row))
    await saveDocuments(sql, fresh)
    await saveCustomerReadings(sql, ids, since)
  })
}

/**
 * These invoices as QuickBooks has them now, with the payments on them; those that it doesn't have are left out. Two
 * metered reads for up to two hundred. Throws ReadFailed.
 */
export async function readInvoicesNow(company: Company, ids: readonly string[]): Promise<ReadDocument[]> {
  const byId = (value: readonly string[]) => [{ field: 'Id', operator: 'IN', value } as const]
  const invoices = readOrFail('quickbooks', await company.query('Invoice', byId([...new Set(ids)])))
  const paidBy = invoices.flatMap((invoice) =>
    (invoice.LinkedTxn ?? []).filter((link) => link.TxnType === 'Payment').map((link) => link.TxnId),
  )
  const payments = readOrFail('quickbooks', await company.query('Payment', byId([...new Set(paidBy)])))
  return [
    ...invoices.map((invoice) => documentOf('Invoice', invoice)),
    ...payments.map((payment) => documentOf('Payment', payment)),
  ]
}
