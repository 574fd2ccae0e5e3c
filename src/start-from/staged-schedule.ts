import type { MilestoneDraft, ScheduleDraft } from '../schedules/draft'

/** Each field may be missing. */
type Loose<T> = { readonly [Field in keyof T]?: T[Field] | undefined }

/** A milestone as far as it is known; a missing field is asked for, or takes its default. */
export type StagedMilestone = Loose<MilestoneDraft>

/** What planning takes, as far as it is known. */
export type StagedDraft = Loose<Omit<ScheduleDraft, 'milestones'>> & {
  readonly milestones?: readonly StagedMilestone[] | undefined
}

/** Words of the source, and what they were taken for. */
export interface Understood {
  /** As they stand in the source. */
  readonly text: string
  readonly meaning: string
  /** JSON pointer into the draft: `/milestones/0/amount`; empty for the draft as a whole. */
  readonly pointer: string
}

/** Something that a person must say before the draft can be planned: nothing is guessed. */
export interface Question {
  readonly pointer: string
  readonly question: string
  /** The likely answers, when there are some. */
  readonly choices?: readonly string[] | undefined
}

/** What is wrong with a row of a table; the first row under the header is 2, as spreadsheets count. */
export interface RowError {
  readonly row: number
  readonly pointer: string
  readonly detail: string
}

export type SourceKind = 'text' | 'csv' | 'line_items' | 'quote' | 'estimate'

/**
 * A schedule as read from somewhere, for a person to look at: nothing is stored. Without a question and a row error
 * the draft is what planning takes.
 */
export interface StagedSchedule {
  readonly draft: StagedDraft
  readonly understood: readonly Understood[]
  readonly questions: readonly Question[]
  readonly rowErrors: readonly RowError[]
  /** What one should know and need not answer. */
  readonly notes: readonly string[]
  readonly source: { readonly kind: SourceKind; readonly id: string | null; readonly label: string | null }
}
