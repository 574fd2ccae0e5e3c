import { type BookInvoice, cents, isEffective } from '../books'
import type { Site } from './site'

/** What a line of an invoice is, told by its item and its words as a bookkeeper would. Amounts in cents, signed. */
export interface PaperLine {
  readonly sort: 'work' | 'deposit' | 'drawn' | 'earned' | 'withheld' | 'released' | 'hours' | 'other'
  /** The name of the milestone that it bills. */
  readonly work: string | null
  readonly minor: bigint
  /** It is kept with the money of clients, not with income. */
  readonly isDeposit: boolean
}

export interface Paper {
  readonly id: string
  readonly customerId: string
  readonly totalMinor: bigint
  readonly balanceMinor: bigint
  /** `YYYY-MM-DD`; null where none is given. */
  readonly dueOn: string | null
  /** What of credit memos is applied to it. */
  readonly creditedMinor: bigint
  /** Credit memos take all of it. */
  readonly isCredited: boolean
  /** Not voided, and not credited as a whole, unless somebody answered about a part of that: then it counts all along. */
  readonly effective: boolean
  /** Milepost's own: with its mark, and no copy that a person made. */
  readonly ours: boolean
  readonly lines: readonly PaperLine[]
  readonly time: readonly string[]
  readonly book: BookInvoice
}

interface Detail {
  readonly ItemRef?: { readonly value: string }
}

const answers = new WeakMap<Site, Map<string, bigint>>()

/** What people answered about credits on each invoice, less what they took back of that. */
export function answersOf(site: Site): Map<string, bigint> {
  const known = answers.get(site) ?? new Map<string, bigint>()
  answers.set(site, known)
  return known
}

/** Every invoice of the job's customers, oldest first. */
export async function papersOf(site: Site): Promise<Paper[]> {
  const credits = await creditsOf(site)
  const answered = answersOf(site)
  const isWhole = ({ Id, TotalAmt }: BookInvoice) => TotalAmt > 0 && credits.get(Id) === cents(TotalAmt)
  return (await site.books.invoices()).map((book) => ({
    id: book.Id,
    customerId: book.CustomerRef.value,
    totalMinor: cents(book.TotalAmt),
    balanceMinor: cents(book.Balance),
    dueOn: book.DueDate ?? null,
    creditedMinor: credits.get(book.Id) ?? 0n,
    isCredited: isWhole(book),
    effective: isEffective(book) && (!isWhole(book) || (answered.get(book.Id) ?? 0n) > 0n),
    ours: /Milepost [A-Z]/.test(book.PrivateNote ?? '') && !site.books.isCopy(book.Id),
    lines: book.Line.filter((line) => line.DetailType === 'SalesItemLineDetail').map((line) =>
      lineOf(site, line),
    ),
    time: (book.LinkedTxn ?? [])
      .filter(({ TxnType }) => TxnType === 'TimeActivity')
      .map(({ TxnId }) => TxnId),
    book,
  }))
}

function lineOf({ world: { items } }: Site, line: BookInvoice['Line'][number]): PaperLine {
  const item = (line.SalesItemLineDetail as Detail | undefined)?.ItemRef?.value
  const minor = cents(line.Amount)
  const words = line.Description ?? ''
  const milestone =
    /(?:^|\n)Milestone [^:\n]*: ([^\n]*?)(?: \(per [^\n]*\))?(?:\n|$)/.exec(words)?.[1] ?? null
  const of = (sort: PaperLine['sort']): PaperLine => ({
    sort,
    work: sort === 'work' ? milestone : null,
    minor,
    isDeposit: item === items.deposit,
  })
  if (milestone !== null) return of('work')
  if (item === items.retainage) return of(minor < 0n ? 'withheld' : 'released')
  if (item === items.deposit) return of(minor < 0n ? 'drawn' : 'deposit')
  if (item === items.hours || /(?:^|\n)Hours on /.test(words)) return of('hours')
  if (/(?:^|\n)Deposit\b.*earned with/.test(words)) return of('earned')
  return of('other')
}

export const sumOf = (lines: readonly PaperLine[], sort: PaperLine['sort']): bigint =>
  lines.reduce((sum, line) => (line.sort === sort ? sum + line.minor : sum), 0n)

/** What of credit memos is applied to each invoice, by the payments of nothing that do it. */
async function creditsOf(site: Site): Promise<ReadonlyMap<string, bigint>> {
  const { stage } = site.world
  const applied = new Map<string, bigint>()
  for (const customerId of site.books.customerIds) {
    const query = encodeURIComponent(
      `select * from Payment where CustomerRef = '${customerId}' maxresults 1000`,
    )
    const { QueryResponse } = await stage.quickbooks.api<{ QueryResponse: { Payment?: BookPayment[] } }>(
      'GET',
      `/v3/company/${stage.realmId}/query?query=${query}`,
    )
    for (const { TotalAmt, Line = [] } of QueryResponse.Payment ?? []) {
      if (TotalAmt !== 0) continue
      for (const { Amount, LinkedTxn } of Line)
        for (const { TxnId, TxnType } of LinkedTxn)
          if (TxnType === 'Invoice') applied.set(TxnId, (applied.get(TxnId) ?? 0n) + cents(Amount))
    }
  }
  return applied
}

interface BookPayment {
  readonly TotalAmt: number
  readonly Line?: readonly {
    readonly Amount: number
    readonly LinkedTxn: readonly { readonly TxnId: string; readonly TxnType: string }[]
  }[]
}
