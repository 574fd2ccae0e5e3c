import { formatAmount, money } from '../../money/money'
import type { TieOut } from '../../reconcile/tie-out'
import { tieOutState } from '../../reconcile/tie-out'
import type { DocumentRef } from '../../reconcile/tie-out-invoice'
import { wordsCell } from '../csv-cell'
import type { OwnedDifference } from './tie-out-row'

/** The columns of the table, one row a figure and document. */
export const tieOutColumns = [
  'Deal ID',
  'Deal',
  'Company',
  'Currency',
  'Deal state',
  'Identity',
  'About',
  'Row',
  'Figure',
  'Amount',
  'Document',
  'QuickBooks ID',
  'Number',
  'Date',
  'State',
  'Since',
  'Looked into by',
] as const
type Column = (typeof tieOutColumns)[number]

/** The head of the table. */
export const csvHead = (): string => `${tieOutColumns.map(wordsCell).join(',')}\r\n`

/**
 * A deal's tie-out as lines of the table: each figure (row "figure") with what each document adds to it (row "document"),
 * each difference, and each item by its name. Amounts are exact decimals; an unknown one is the word "unknown".
 */
export function tieOutLines(
  deal: { readonly dealId: string; readonly name: string; readonly company: string | null },
  tieOut: TieOut,
  differences: readonly OwnedDifference[],
): string {
  const { currency } = tieOut
  const amount = (minor: bigint | null) => (minor === null ? 'unknown' : formatAmount(money(minor, currency)))
  const state = tieOutState(tieOut)
  const lines: string[] = []
  const put = (cells: Partial<Record<Column, string>>) => {
    const all: Partial<Record<Column, string>> = {
      'Deal ID': deal.dealId,
      Deal: deal.name,
      Company: deal.company ?? '',
      Currency: currency,
      'Deal state': state,
      ...cells,
    }
    lines.push(
      tieOutColumns
        .map((column) => (column === 'Amount' ? (all[column] ?? '') : wordsCell(all[column] ?? '')))
        .join(','),
    )
  }
  for (const { id, document, left, right, difference, items } of tieOut.identities) {
    const about = { Identity: id, About: document === null ? '' : named(document) }
    for (const { name, minor, documents } of [left, ...right]) {
      put({ ...about, Row: 'figure', Figure: name, Amount: amount(minor) })
      for (const each of documents)
        put({
          ...about,
          Row: 'document',
          Figure: name,
          Amount: amount(each.minor),
          ...cellsOf(each.document),
        })
    }
    put({ ...about, Row: 'difference', Figure: 'Difference', Amount: amount(difference) })
    for (const { what, minor, document: of, standing } of items) {
      const owned =
        standing.state === 'open' ? differences.find(({ key }) => key === `${id}:${standing.key}`) : undefined
      put({
        ...about,
        Row: 'item',
        Figure: what,
        Amount: amount(minor),
        ...(of === null ? {} : cellsOf(of)),
        State: standing.state,
        Since: owned?.since?.toISOString() ?? '',
        'Looked into by': owned?.owner?.who ?? '',
      })
    }
  }
  return `${lines.join('\r\n')}\r\n`
}

const kinds: Readonly<Record<DocumentRef['kind'], string>> = {
  Invoice: 'Invoice',
  CreditMemo: 'Credit memo',
  Payment: 'Payment',
  RefundReceipt: 'Refund receipt',
}

const cellsOf = ({ kind, quickbooksId, number, on }: DocumentRef): Partial<Record<Column, string>> => ({
  Document: kinds[kind],
  'QuickBooks ID': quickbooksId,
  Number: number ?? '',
  Date: on ?? '',
})

/** "Invoice 1042": a document as people call it. */
export const named = ({ kind, number, quickbooksId }: DocumentRef): string =>
  `${kinds[kind]} ${number ?? quickbooksId}`
