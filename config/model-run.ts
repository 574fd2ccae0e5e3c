import { createHash } from 'node:crypto'

/** What only the model test reads from the environment: how much of it runs, and which run is played again. */

type Environment = Readonly<Record<string, string | undefined>>

export interface ModelRun {
  readonly runs: number
  /** The seed and the path of a counterexample, as a failing run printed them. */
  readonly seed?: number
  readonly path?: string
  readonly replayPath?: string
  /** The first counterexample is enough: making it smaller takes as long as finding some more. */
  readonly endOnFailure?: boolean
}

/** MODEL_RUNS (few by default, so that a build is not held up), MODEL_SEED, MODEL_PATH, MODEL_REPLAY, MODEL_SHRINK=no. */
export function modelRun(fewRuns: number, environment: Environment = process.env): ModelRun {
  const seed = number(environment['MODEL_SEED'])
  const path = environment['MODEL_PATH']
  const replayPath = environment['MODEL_REPLAY']
  return {
    runs: number(environment['MODEL_RUNS']) ?? fewRuns,
    ...(seed !== null && { seed }),
    ...(path && { path }),
    ...(replayPath && { replayPath }),
    ...(environment['MODEL_SHRINK'] === 'no' && { endOnFailure: true }),
  }
}

/**
 * A seed that no build before had, and that this one always has: of its commit where one is named, else of the day. A
 * failure prints it, and MODEL_SEED plays it again.
 */
export function seedOfBuild(now: Date, environment: Environment = process.env): number {
  const build = environment['GITHUB_SHA'] ?? environment['CI_COMMIT_SHA'] ?? now.toISOString().slice(0, 10)
  return createHash('sha256').update(build).digest().readInt32BE(0)
}

function number(text: string | undefined): number | null {
  return text && /^-?\d{1,12}$/.test(text) ? Number(text) : null
}
