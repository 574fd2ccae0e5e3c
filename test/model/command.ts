import type fc from 'fast-check'
import { checkAlways, type Model } from './model'
import { noticeWithdrawn } from './withdrawn'
import type { Job } from './world'

export type Command = fc.AsyncCommand<Model, Job>

/** A command by its words; `reads`: QuickBooks may be read in it, so that what is paid may change. */
export function command(
  words: string,
  reads: boolean,
  run: (model: Model, job: Job) => Promise<void>,
): Command {
  return {
    check: () => true,
    async run(model, job) {
      const before = reads ? null : await job.tracker()
      await run(model, job)
      await noticeWithdrawn(model, job)
      await checkAlways(model, job, before)
    },
    toString: () => words,
  }
}
