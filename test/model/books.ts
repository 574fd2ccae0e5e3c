import type { Stage } from '../fixtures/stage'

/** An invoice as QuickBooks' own API shows it to anyone. */
export interface BookInvoice {
  readonly Id: string
  readonly SyncToken: string
  readonly TxnDate: string
  readonly DueDate?: string
  readonly TotalAmt: number
  readonly Balance: number
  readonly PrivateNote?: string
  readonly CustomerRef: { readonly value: string }
  readonly Line: readonly {
    readonly Id?: string
    readonly Amount: number
    readonly Description?: string
    readonly DetailType: string
    readonly SalesItemLineDetail?: object
  }[]
  readonly LinkedTxn?: readonly { readonly TxnId: string; readonly TxnType: string }[]
}

/** The customers of one job, as a bookkeeper sees and changes them: never through the program. */
export interface Books {
  readonly customerIds: readonly string[]
  /** Every invoice of these customers, oldest first; copies that a person made are told apart. */
  invoices(): Promise<BookInvoice[]>
  isCopy(id: string): boolean
  pay(invoice: BookInvoice, cents: bigint): Promise<void>
  void(invoice: BookInvoice): Promise<void>
  delete(invoice: BookInvoice): Promise<void>
  /** Gives the first line another amount. */
  edit(invoice: BookInvoice, cents: bigint): Promise<void>
  copy(invoice: BookInvoice): Promise<void>
}

export const cents = (amount: number): bigint => BigInt(Math.round(amount * 100))
const number = (minor: bigint): number => Number(minor) / 100

/** Voiding leaves the document with nothing on it and a memo that says so. */
export const isEffective = (invoice: BookInvoice): boolean => !/^voided/i.test(invoice.PrivateNote ?? '')

/** New customers, one for each name. */
export async function openBooks(stage: Stage, names: readonly string[]): Promise<Books> {
  const { quickbooks, realmId } = stage
  const company = `/v3/company/${realmId}`
  const api = <T>(path: string, body?: object) =>
    quickbooks.api<T>(body === undefined ? 'GET' : 'POST', company + path, body)
  const customerIds: string[] = []
  for (const DisplayName of names) {
    const { Customer } = await api<{ Customer: { Id: string } }>('/customer', { DisplayName })
    customerIds.push(Customer.Id)
  }
  const invoicesOf = async (customerId: string) => {
    const query = `select * from Invoice where CustomerRef = '${customerId}' orderby Id maxresults 1000`
    const { QueryResponse } = await api<{ QueryResponse: { Invoice?: BookInvoice[] } }>(
      `/query?query=${encodeURIComponent(query)}`,
    )
    return QueryResponse.Invoice ?? []
  }
  const copies = new Set<string>()
  const lines = (invoice: BookInvoice) =>
    invoice.Line.filter((line) => line.DetailType === 'SalesItemLineDetail')

  return {
    customerIds,
    async invoices() {
      const all: BookInvoice[] = []
      for (const customerId of customerIds) all.push(...(await invoicesOf(customerId)))
      return all.sort((a, b) => Number(a.Id) - Number(b.Id))
    },
    isCopy: (id) => copies.has(id),
    async pay(invoice, minor) {
      await api('/payment', {
        CustomerRef: { value: invoice.CustomerRef.value },
        TotalAmt: number(minor),
        Line: [{ Amount: number(minor), LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }],
      })
    },
    async void({ Id, SyncToken }) {
      await api('/invoice?operation=void', { Id, SyncToken })
    },
    async delete({ Id, SyncToken }) {
      await api('/invoice?operation=delete', { Id, SyncToken })
    },
    async edit(invoice, minor) {
      const [first, ...others] = lines(invoice)
      if (first === undefined) return
      const changed = {
        ...first,
        Amount: number(minor),
        SalesItemLineDetail: { ...first.SalesItemLineDetail, Qty: 1, UnitPrice: number(minor) },
      }
      await api('/invoice', {
        Id: invoice.Id,
        SyncToken: invoice.SyncToken,
        sparse: true,
        CustomerRef: invoice.CustomerRef,
        Line: [changed, ...others],
      })
    },
    async copy(invoice) {
      const { Invoice } = await api<{ Invoice: { Id: string } }>('/invoice', {
        CustomerRef: invoice.CustomerRef,
        TxnDate: invoice.TxnDate,
        ...(invoice.PrivateNote !== undefined && { PrivateNote: invoice.PrivateNote }),
        Line: lines(invoice).map(({ Id: _, ...line }) => line),
      })
      copies.add(Invoice.Id)
    },
  }
}
