import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordingsFolder } from '../../config/recordings'
import type { Difference } from './quickbooks-fidelity-shape'
import type { Answer } from './quickbooks-simulator-client'

/** A difference that is known, and why it may stand. */
export interface Named {
  readonly file: RegExp
  readonly path: RegExp
  readonly why: string
}

export const FOLDER = recordingsFolder('quickbooks')
export const here = existsSync(join(FOLDER, 'vcr'))
export const read = (path: string): Answer => JSON.parse(readFileSync(join(FOLDER, path), 'utf8'))

/** A describe that says by name when the recordings are not at hand. */
export const suite = (name: string, tests: () => void): void => {
  if (here) describe(name, tests)
  else describe.skip(`${name} (not run: no recordings in ${FOLDER})`, tests)
}

/** Prints every difference with its reason; answers those that have none. */
export function unnamed(names: readonly Named[], file: string, found: readonly Difference[]): Difference[] {
  const known = found.map((one) => ({
    one,
    named: names.find((name) => name.file.test(file) && name.path.test(one.path)),
  }))
  const lines = known.map(
    ({ one, named }) =>
      `  ${one.path}: ${one.what.slice(0, 200)}${named === undefined ? '  ← UNNAMED' : `  (${named.why})`}`,
  )
  if (lines.length > 0) process.stdout.write(`${file}\n${[...new Set(lines)].join('\n')}\n`)
  return known.filter(({ named }) => named === undefined).map(({ one }) => one)
}
