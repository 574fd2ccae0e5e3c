/** JSON's words for what PostgreSQL can't store: NUL, and half of a surrogate pair. */
const UNSTORABLE = /\\u(?:0000|d[89a-f][0-9a-f]{2})/g

/** What came from outside as JSON that a jsonb column takes: letters that it can't hold become the sign for an unknown one. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value).replace(UNSTORABLE, '\\ufffd')
}

/** Text from outside as a text column takes it; what it can't hold becomes the sign for an unknown letter. */
export const storableText = (text: string): string => text.replaceAll(/\0|\p{Surrogate}/gu, '\ufffd')
