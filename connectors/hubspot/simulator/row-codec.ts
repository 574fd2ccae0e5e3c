import type { Codec } from '../../simulation/journal'

/** Rows travel as plain JSON; each table checks its own when it opens. */
export const rowCodec: Codec<unknown> = {
  write: (value) => JSON.stringify(value),
  parse: (text): unknown => JSON.parse(text),
  read: (value) => value,
}
