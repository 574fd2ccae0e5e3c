import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordingsFolder } from '../../config/recordings'
import { explain, type Reason } from './hubspot-fidelity-differences'

/** What HubSpot really sent and answered, collected outside this project. */
const folder = recordingsFolder('hubspot')
const isHere = existsSync(folder)

export const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))

/** Runs the tests over the recordings, or says by name that they were not run. */
export function withRecordings(name: string, tests: () => void): void {
  if (isHere) describe(name, tests)
  else test.skip(`${name}: not run, there are no recordings in ${folder}`, () => undefined)
}

/** Holds recordings against what the simulator says, and prints every named difference in the end. */
export function startReport() {
  const byReason = new Map<string, Set<string>>()
  const note = (what: string, why: string): void => {
    byReason.set(why, (byReason.get(why) ?? new Set()).add(what))
  }
  afterAll(() => {
    const lines = [...byReason].map(
      ([why, what]) => `  ${why}:\n${[...what].map((each) => `    ${each}\n`).join('')}`,
    )
    process.stdout.write(`Named differences from HubSpot's recordings\n${lines.join('')}`)
  })
  return {
    note,
    hold(name: string, recorded: unknown, said: unknown, reasons: readonly Reason[]): void {
      const { unnamed, named } = explain(name, recorded, said, reasons)
      for (const { text, why } of named) note(text.replace(/: .*/s, ''), why)
      expect(unnamed).toEqual([])
    },
  }
}
