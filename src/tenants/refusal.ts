/**
 * A rule said no. Carries a stable code, the sentence for the person who must act, and the numbers that
 * matter. Nothing has changed when one is thrown: the transaction it is thrown in rolls back.
 */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 429 | 502 | 503,
    readonly code: string,
    detail: string,
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail)
  }
}

/** The same answer for what does not exist and for what belongs to another workspace. */
export const notFound = (what: string): Refusal =>
  new Refusal(404, 'not_found', `There is no such ${what} in this workspace.`)

export const conflict = (code: string, detail: string, more: Record<string, unknown> = {}): Refusal =>
  new Refusal(409, code, detail, more)

export interface FieldError {
  /** JSON pointer into the body: `/milestones/0/amount`. */
  readonly pointer: string
  readonly detail: string
}

/** Values that can't be, each with where it stands. */
export const invalid = (errors: readonly FieldError[]): Refusal =>
  new Refusal(422, 'validation_failed', errors.map((error) => error.detail).join(' '), { errors })

/** The places that a refusal of values names; none of other refusals. */
export const fieldErrorsOf = ({ more }: Refusal): readonly FieldError[] =>
  Array.isArray(more['errors'])
    ? more['errors'].flatMap((error: unknown) => (isFieldError(error) ? [error] : []))
    : []

const isFieldError = (error: unknown): error is FieldError =>
  typeof error === 'object' && error !== null && 'pointer' in error && 'detail' in error

/** An answer to a question that is another one by now. */
export const askedOtherwise = (): Refusal =>
  new Refusal(
    412,
    'version_conflict',
    'What this asks has changed since you read it. Read the question again, then decide. Nothing was changed.',
  )

/** Someone else changed it first. */
export const stale = (what: string): Refusal =>
  new Refusal(
    412,
    'version_conflict',
    `Someone changed this ${what} since you opened it. Read it again, then decide.`,
  )
