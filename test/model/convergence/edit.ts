import fc from 'fast-check'
import type { Job } from './side'

/** One thing that a person does at a vendor; the same numbers choose the same document on both sides. */
export interface Edit {
  readonly words: string
  /** Answers what came of it: the vendor, or we, may refuse. */
  run(job: Job): Promise<string>
  /** Whether it is done to what Milepost knows, so that both must know the same. */
  readonly toWhatIsKnown?: true
}

export const edit = (words: string, run: (job: Job) => Promise<unknown>): Edit =>
  Object.assign(
    {
      words,
      async run(job: Job) {
        try {
          return (await run(job)) === NOTHING ? 'nothing there' : 'done'
        } catch (error) {
          if (error instanceof Error && /: 4\d\d /.test(error.message)) return 'refused'
          throw error
        }
      },
    },
    { [fc.toStringMethod]: () => words },
  )

export const NOTHING = Symbol('nothing to do it to')
export const place = fc.nat({ max: 3 })
export const at = <T>(list: readonly T[], index: number): T | undefined =>
  list.length === 0 ? undefined : list[index % list.length]
