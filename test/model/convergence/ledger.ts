import type { Job } from './side'

/** A document as QuickBooks' own API shows it: what a bookkeeper sees before changing it. */
export interface Entry {
  readonly Id: string
  readonly SyncToken: string
  readonly TotalAmt: number
  readonly Balance?: number
  readonly RemainingCredit?: number
  readonly UnappliedAmt?: number
  readonly PrivateNote?: string
  readonly TxnDate?: string
  readonly CustomerRef: { readonly value: string }
  readonly Line: readonly Line[]
}
interface Line {
  readonly Id?: string
  readonly Amount: number
  readonly DetailType?: string
  readonly LinkedTxn?: readonly { readonly TxnId: string; readonly TxnType: string }[]
  readonly SalesItemLineDetail?: object
}

export type EntryKind = 'Invoice' | 'Payment' | 'CreditMemo' | 'RefundReceipt'

export const cents = (amount: number): number => Math.round(amount * 100)
export const isVoid = ({ PrivateNote }: Entry): boolean => /^voided/i.test(PrivateNote ?? '')
export const sales = (entry: Entry): Line[] =>
  entry.Line.filter((line) => line.DetailType === 'SalesItemLineDetail')

const api = <T>({ side: { stage } }: Job, method: 'GET' | 'POST', path: string, body?: object): Promise<T> =>
  stage.quickbooks.api<T>(method, `/v3/company/${stage.realmId}${path}`, body)

/** The documents of the job's customers, oldest first. */
export async function entries(job: Job, kind: EntryKind): Promise<Entry[]> {
  const all: Entry[] = []
  for (const customerId of job.customerIds) {
    const query = `select * from ${kind} where CustomerRef = '${customerId}' orderby Id maxresults 1000`
    const { QueryResponse } = await api<{ QueryResponse: Record<string, Entry[] | undefined> }>(
      job,
      'GET',
      `/query?query=${encodeURIComponent(query)}`,
    )
    all.push(...(QueryResponse[kind] ?? []))
  }
  return all.sort((a, b) => Number(a.Id) - Number(b.Id))
}

/** Makes, changes, voids or deletes, as the bookkeeper's own page would. */
export const write = <T = unknown>(
  job: Job,
  kind: EntryKind | 'Customer' | 'JournalEntry',
  body: object,
  operation = '',
): Promise<T> => api<T>(job, 'POST', `/${kind.toLowerCase()}?minorversion=75${operation}`, body)

/** Invoices can be sent by a person too. */
export const send = (job: Job, { Id }: Entry): Promise<unknown> =>
  job.side.stage.quickbooks.api(
    'POST',
    `/v3/company/${job.side.stage.realmId}/invoice/${Id}/send?sendTo=client%40example.com`,
  )

/** Only QuickBooks' web pages merge. */
export async function mergeCustomers(job: Job, deadId: string, survivorId: string): Promise<void> {
  const { stage } = job.side
  const answer = await fetch(`${stage.quickbooks.url}/books/${stage.realmId}/customers/${survivorId}/merge`, {
    method: 'POST',
    body: new URLSearchParams({ other: deadId }),
    redirect: 'manual',
  })
  if (answer.status !== 303) throw new Error(`merging: ${answer.status} `)
}
