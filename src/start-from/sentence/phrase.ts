import type { Share } from '../../money/share'
import type { WrittenAmount } from './amount-words'

/** Where it stands in the text; `to` excluded. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** What a milestone is worth, as it was written. A claim is the same said once more, to be held against it. */
export type WrittenValue =
  | { readonly kind: 'money'; readonly amount: WrittenAmount; readonly claim: Share | null }
  | { readonly kind: 'share'; readonly share: Share; readonly claim: WrittenAmount | null }
  /** `parts`: "the rest in two equal parts" is that many milestones, and this is one of them. */
  | { readonly kind: 'rest'; readonly claim: Share | null; readonly parts: number }
  /** More digits than a share can have. */
  | { readonly kind: 'unreadable' }

export type WrittenDetail = Span & {
  readonly kind: 'date' | 'deliverable' | 'criteria' | 'evidence' | 'approval'
  /** The words after the one that says what it is: "March 15" of "by March 15". */
  readonly words: Span
  readonly days: number | null
  readonly absent: boolean
}

/** A milestone as it was written. */
export interface WrittenItem extends Span {
  readonly name: Span | null
  readonly value: WrittenValue | null
  readonly valueAt: Span
  readonly details: readonly WrittenDetail[]
  /** It stands in a list that began with "milestones:". */
  readonly listed: boolean
  /** A colon follows: what comes next is what it is made of. */
  readonly heading: boolean
  /** "$50,000 for X": X may be the customer. */
  readonly forName: boolean
}

export interface WrittenPerson extends Span {
  readonly name: Span | null
  readonly email: string | null
}

/** What was recognised, in the order of the text. */
export type Phrase = Span &
  (
    | { readonly kind: 'item'; readonly item: WrittenItem }
    | { readonly kind: 'detail'; readonly detail: WrittenDetail }
    | { readonly kind: 'listStart' }
    | {
        readonly kind: 'count'
        readonly count: number
        readonly equal: boolean
        readonly every: Rhythm | null
        readonly values: readonly WrittenValue[]
      }
    | { readonly kind: 'restParts'; readonly parts: number }
    | { readonly kind: 'slashed'; readonly values: readonly WrittenValue[] }
    | { readonly kind: 'equally'; readonly parts: number | null }
    | {
        readonly kind: 'series'
        readonly rhythm: Rhythm
        readonly count: number
        readonly value: WrittenAmount | null
        /** "$5,000 a month": the amount is each one's, not the sum. */
        readonly isEach: boolean
        /** "Monthly retainer …": what each of them is called. */
        readonly called: Span | null
      }
    | { readonly kind: 'every'; readonly rhythm: Rhythm }
    | { readonly kind: 'start'; readonly words: Span }
    | { readonly kind: 'total' | 'cap' | 'rate'; readonly amount: WrittenAmount }
    | { readonly kind: 'billing'; readonly billing: 'fixed' | 'hourly' | 'mixed' }
    | { readonly kind: 'name' | 'customer'; readonly words: Span }
    | { readonly kind: 'currency'; readonly word: string }
    | { readonly kind: 'terms'; readonly netDays: number | null }
    | { readonly kind: 'retainage'; readonly share: Share | null; readonly absent: boolean }
    | {
        readonly kind: 'deposit'
        readonly share: Share | null
        readonly amount: WrittenAmount | null
        readonly absent: boolean
        readonly front: boolean
      }
    | { readonly kind: 'approvers'; readonly people: readonly WrittenPerson[]; readonly days: number | null }
    | { readonly kind: 'approvalRule'; readonly rule: 'any' | 'all' }
    | { readonly kind: 'deemed'; readonly days: number | null }
    | { readonly kind: 'contractDate'; readonly words: Span }
    | { readonly kind: 'reference' | 'lateFee' | 'pauseWork'; readonly words: Span }
    | { readonly kind: 'delivery'; readonly delivery: 'send' | 'post' | 'prepare' }
    | { readonly kind: 'monthly'; readonly day: number | null }
    | { readonly kind: 'leftover' }
  )

export interface Rhythm {
  readonly each: number
  readonly unit: 'day' | 'week' | 'month'
}
