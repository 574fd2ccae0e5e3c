import type { AskedQuestion } from '../attention/question-table'
import type { BilledIntent } from '../invoices/billing-status'
import type { StoredDocument } from '../invoices/books/document'
import { sumOrUnknown } from '../money/money'
import type { Schedule } from '../schedules/schedule'
import type { Figures, Tracked } from './figures'
import type { Contribution, DocumentRef, NamedItem } from './tie-out-invoice'
import type { Settlements } from './tie-out-settled'

/** A part of one side of an identity, signed, in minor units; null is unknown. */
export interface Term {
  readonly name: string
  readonly minor: bigint | null
  /** The documents that it comes from, and what each adds; none for what is only planned or decided here. */
  readonly documents: readonly Contribution[]
}

/** Two ways to the same sum. A difference is told by a list of named items, and never made up for. */
export interface Identity {
  /** A: the contract · B: what was invoiced · C: how it was settled · D: each credit memo · E: each payment. */
  readonly id: 'A' | 'B' | 'C' | 'D' | 'E'
  /** What it is about where that is one document. */
  readonly document: DocumentRef | null
  readonly left: Term
  readonly right: readonly Term[]
  /** Left less right; null while a part is unknown. */
  readonly difference: bigint | null
  readonly items: readonly NamedItem[]
}

/** The sums that identities are made of, in minor units; null is unknown. */
export interface TieOutSums {
  readonly contractSum: bigint
  readonly milestoneLines: bigint | null
  /** What credits took of them, net. */
  readonly credited: bigint | null
  readonly billed: bigint | null
  readonly inFlight: bigint
  readonly unscheduled: bigint
  readonly retained: bigint | null
  /** Deposits beside the contract; one inside it is among the milestones. */
  readonly advances: bigint | null
  readonly drawn: bigint | null
  readonly depositIncome: bigint | null
  readonly depositHeld: bigint | null
  readonly extras: bigint | null
  readonly tax: bigint | null
  readonly invoicedTotal: bigint | null
  readonly balance: bigint | null
  readonly paid: bigint | null
  readonly creditApplied: bigint | null
  readonly settledOtherwise: bigint | null
}

export interface TieOutInput extends Settlements {
  readonly schedule: Schedule
  readonly milestones: readonly Tracked[]
  readonly intents: readonly BilledIntent[]
  readonly figures: Figures
  /** Invoices as they are stored, by their id. */
  readonly stored: ReadonlyMap<string, StoredDocument>
  /** What people were asked about its invoices, the oldest first. */
  readonly questions: readonly AskedQuestion[]
}

/** An identity of these parts. */
export const identity = (
  id: Identity['id'],
  document: DocumentRef | null,
  left: Term,
  right: readonly Term[],
  items: readonly NamedItem[] = [],
): Identity => ({
  id,
  document,
  left,
  right,
  difference: sumOrUnknown([left.minor, ...right.map(({ minor }) => less(minor))]),
  items,
})

/** A part of an identity, with the documents that add something to it. */
export const term = (name: string, minor: bigint | null, documents: readonly Contribution[] = []): Term => ({
  name,
  minor,
  documents: documents.filter((each) => each.minor !== 0n),
})

export const less = (minor: bigint | null): bigint | null => (minor === null ? null : -minor)

/** The same documents, taken off instead of added. */
export const lessOf = (documents: readonly Contribution[]): Contribution[] =>
  documents.map(({ document, minor }) => ({ document, minor: less(minor) }))

/** What items with a document add, document by document. */
export const documentsOf = (items: readonly NamedItem[]): Contribution[] =>
  items.flatMap(({ document, minor }) => (document === null ? [] : [{ document, minor }]))
