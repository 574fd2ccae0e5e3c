import { parse } from 'lossless-json'

/**
 * A vendor's JSON with every number as the decimal text it was written in, so that no amount passes through
 * floating point. Undefined when it is not JSON (cut off, HTML, empty, nested beyond reason).
 */
export function readJson(text: string): unknown {
  try {
    // The last of two equal keys wins, as with any other JSON reader.
    return parse(text, undefined, { parseNumber: (digits) => digits, onDuplicateKey: (key) => key.newValue })
  } catch {
    return undefined
  }
}
