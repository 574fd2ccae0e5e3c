import { createHash } from 'node:crypto'

/** Names one thing that can be decided, as it was shown: another round, or another content, has another mark. */
export const markOf = (id: string, shownHash: string): string =>
  createHash('sha256').update(`${id} ${shownHash}`).digest('base64url').slice(0, 22)

/**
 * What a page showed, in one word: it says of every open question on it which content it was about, so that an answer to
 * one of them is not stale because another one was answered meanwhile.
 */
export const versionOf = (marks: readonly string[]): string =>
  marks.length === 0 ? 'nothing-to-decide' : [...marks].sort().join('.')

/** Whether a page of this version showed the thing with this mark. */
export const wasShown = (version: string, mark: string): boolean => version.split('.').includes(mark)
