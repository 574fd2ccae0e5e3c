import type { ProblemView } from '../../../http/contract/problem'

/** A call that did not end in its answer, with the problem as a person should read it. */
export class Refusal extends Error {
  readonly problem: ProblemView
  constructor(problem: ProblemView) {
    super(problem.title)
    this.name = 'Refusal'
    this.problem = problem
  }
}

/** No answer came. After an unsafe method it may still have happened, and the words say so. */
export function unreachable(method: string): ProblemView {
  return {
    type: 'about:blank',
    title: 'Milepost did not answer',
    status: 0,
    code: 'internal',
    detail:
      method === 'GET'
        ? 'Nothing was changed. Check the connection and try again.'
        : 'It may or may not have gone through. Trying again is safe: nothing is ever done twice.',
  }
}

/** Nothing came for so long that it is waited for no more; the server may be at it still. */
export function silent(method: string): ProblemView {
  return {
    ...unreachable(method),
    title: 'Milepost has not answered',
    detail:
      method === 'GET'
        ? 'Nothing was changed. Check the connection and try again.'
        : 'Nobody knows yet whether it was saved. Trying again is safe: nothing is ever done twice.',
  }
}

function isProblem(value: unknown): value is ProblemView {
  return (
    typeof value === 'object' &&
    value !== null &&
    'title' in value &&
    typeof value.title === 'string' &&
    'detail' in value &&
    typeof value.detail === 'string' &&
    'code' in value
  )
}

/** The problem in a refused reply; a reply that is no problem document becomes one, with its status. */
export async function problemOf(reply: Response, method: string): Promise<ProblemView> {
  const body: unknown = await reply.json().catch(() => undefined)
  if (isProblem(body)) return body
  return { ...unreachable(method), title: 'Milepost could not answer', status: reply.status }
}

/** What to show for anything thrown by a call. */
export function problemFrom(error: unknown): ProblemView {
  if (error instanceof Refusal) return error.problem
  return {
    type: 'about:blank',
    title: 'This page failed',
    status: 0,
    code: 'internal',
    detail: error instanceof Error ? error.message : 'Reload the page; nothing was changed by it.',
  }
}

/** Whether what was asked for may have been done all the same: no answer came, or none that says so. */
export function isUnclear(error: unknown): boolean {
  return error instanceof Refusal && (error.problem.status === 0 || error.problem.status >= 500)
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof Refusal && error.problem.status === 401
}

export function isStale(error: unknown): boolean {
  return error instanceof Refusal && error.problem.code === 'version_conflict'
}
