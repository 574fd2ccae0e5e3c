import fc from 'fast-check'
import { Violation } from './model'

/** The one of what may happen that has these words. Throws when there is none. */
export function called<T extends object>(arbitrary: fc.Arbitrary<T>, words: string): T {
  const some = fc.sample(arbitrary, { numRuns: 500, seed: 1 })
  const found = some.find((each) => String(each) === words)
  if (found === undefined)
    throw new Error(`nothing is called “${words}”: ${[...new Set(some.map(String))].join('; ')}`)
  return found
}

/** Plays until a promise is broken, at most so often; what two do at once needs luck. Answers what was found, and in which play. */
export async function found(most: number, play: () => Promise<void>): Promise<string | null> {
  for (let time = 1; time <= most; time += 1) {
    try {
      await play()
    } catch (error) {
      if (error instanceof Violation) return `${error.message} (play ${time})`
      throw error
    }
  }
  return null
}
