import type { MoneyView } from '../../http/contract/money'
import type { PortalPage } from '../../http/contract/portal'

/** The answers a page takes; each has a form of its own. */
export type Verb = 'approve' | 'request-revision' | 'approve-part' | 'reject'

/** Why a picture has no small one: it is being made, or can't be. */
export type PictureAhead = 'coming' | 'none'

/** What somebody typed, kept where their answer was refused. */
export interface Typed {
  readonly name: string
  readonly reason: string
  readonly confirm: boolean
}

/** Why an answer was refused. Fields by their names in the form. */
export interface Problem {
  /** The milestone or change order; null where the page has none to show it at. */
  readonly about: string | null
  readonly verb: Verb
  readonly message: string
  readonly fields: Readonly<Record<string, string>>
  readonly typed: Typed
}

export const outcomes = ['split', 'carry', 'collect'] as const
export type Outcome = (typeof outcomes)[number]

/** A part that somebody thinks of accepting: what it would be, or why it can't. Nothing is decided by it. */
export interface PartAhead {
  readonly milestoneId: string
  readonly accepted: string
  readonly outcome: Outcome
  /** Null where it was not understood. */
  readonly amounts: { readonly accepted: MoneyView; readonly rest: MoneyView } | null
  readonly problem: string | null
}

/** Everything of which one page is made. */
export interface Shown {
  readonly page: PortalPage
  /** Where this link's page stands: `/portal/{token}`. */
  readonly root: string
  readonly problem: Problem | null
  readonly part: PartAhead | null
  /** The milestone or change order that was answered just now. */
  readonly answered: string | null
  /** What can be sent along: so many files, each of so much in words. */
  readonly uploads: { readonly most: number; readonly size: string }
}
