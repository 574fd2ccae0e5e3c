import type { StoredFile } from '../documents/file'

/** One thing that was asked as evidence, and what answers it: files, or words that say why there is none. */
export interface EvidenceAnswer {
  readonly item: string
  readonly fileIds: readonly string[]
  readonly note: string | null
}

type File = Pick<StoredFile, 'fileId' | 'name' | 'note' | 'item'>

/**
 * Which files answer what was asked. What a person says goes first, then files that were added for the item, all of
 * them, then names and notes that share a word with it; what is left of the files is taken in the order in which it was
 * gathered, one for each item. An item without an answer has no file and no note.
 */
export function answersFor(
  items: readonly string[],
  files: readonly File[],
  said: readonly EvidenceAnswer[],
): EvidenceAnswer[] {
  const answers = new Map(said.map((answer) => [answer.item, answer]))
  const taken = new Set(said.flatMap((answer) => answer.fileIds))
  for (const item of items.filter((each) => !answers.has(each))) {
    const fileIds = files.filter((file) => file.item === item).map(({ fileId }) => fileId)
    for (const fileId of fileIds) taken.add(fileId)
    if (fileIds.length > 0) answers.set(item, { item, fileIds, note: null })
  }
  // What was added for another item is no guess for this one.
  for (const { item, fileId } of files) if (item !== null && items.includes(item)) taken.add(fileId)
  const take = (fits: (item: string, file: File) => boolean) => {
    for (const item of items.filter((each) => !answers.has(each))) {
      const file = files.find((each) => !taken.has(each.fileId) && fits(item, each))
      if (!file) continue
      taken.add(file.fileId)
      answers.set(item, { item, fileIds: [file.fileId], note: null })
    }
  }
  take((item, file) => shareWord(item, `${file.name} ${file.note ?? ''}`))
  take(() => true)
  return items.map((item) => answers.get(item) ?? { item, fileIds: [], note: null })
}

/** What was asked and has no answer. */
export const missingOf = (answers: readonly EvidenceAnswer[]): string[] =>
  answers.filter((answer) => answer.fileIds.length === 0 && answer.note === null).map(({ item }) => item)

/** Words shorter than this tell nothing apart. */
const SHORTEST_WORD = 4

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= SHORTEST_WORD)

/** "Photos of every room" and "photo-kitchen.jpg" do: one begins like the other. */
function shareWord(one: string, other: string): boolean {
  const others = wordsOf(other)
  return wordsOf(one).some((word) => others.some((each) => each.startsWith(word) || word.startsWith(each)))
}
