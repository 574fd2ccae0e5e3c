/** JSON's words for what PostgreSQL can't store: NUL, and half of a surrogate pair. */
const UNSTORABLE = /\\u(?:0000|d[89a-f][0-9a-f]{2})/g

/** What came from outside as JSON that a jsonb column takes: letters that it can't hold become the sign for an unknown one. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value).replace(UNSTORABLE, '\\ufffd')
}
