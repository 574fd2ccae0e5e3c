import { createHash } from 'node:crypto'
import type { Behaviour } from './behaviour'
import type { Books } from './company-books'
import { refuse } from './refusal'
import { number, text } from './value'

const FORGET_MS = 60_000
/** The longest requestid, of a batch with the item's bId behind it. */
const LONGEST = 50

export interface Answered {
  readonly status: number
  readonly body: string
}

export const fingerprint = (...said: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(said)).digest('hex')

/** What was answered to this requestid before, if it is to be answered again. Refuses ids that are too long. */
export function recallAnswer(
  books: Books,
  requestId: string,
  asked: string,
  behaviour: Behaviour,
): Answered | null {
  if (requestId.length > LONGEST) throw refuse.longRequestId()
  const mode = behaviour.value('requestid')
  const row = mode === 'ignore' ? null : books.recall('request', requestId)
  if (row === null) return null
  const age = books.now().getTime() - Number(text(row, 'at') ?? '0')
  if (mode === 'forget' && age >= FORGET_MS) return null
  const status = Number(text(row, 'status') ?? '200')
  if (status >= 400 && behaviour.value('requestid-of-fault') === 'execute') return null
  if (text(row, 'asked') !== asked) {
    const other = behaviour.value('requestid-other-body')
    if (other === '600') throw refuse.duplicateRequest()
    if (other === 'execute') return null
  }
  return { status, body: text(row, 'body') ?? '' }
}

export function rememberAnswer(
  books: Books,
  requestId: string,
  asked: string,
  { status, body }: Answered,
): void {
  books.remember('request', requestId, {
    asked,
    body,
    status: number(status),
    at: number(books.now().getTime()),
  })
}
