import { z } from 'zod'
import type { Answer } from '../answer'
import type { Ask } from './ask'
import { BATCH, type BatchError, batchOf, named } from './batch'
import { deal } from './objects'
import { paths } from './paths'
import type { DealUpdate } from './portal'

interface Update {
  readonly id: string
  readonly properties: Record<string, string>
}

/**
 * Writes properties of up to 100 deals in one call; each input answers for itself, in the order given.
 * Every input carries a trace id of its own, which is what makes HubSpot judge them one by one. Where it
 * refuses the batch as a whole all the same, or forgets some inputs, those go one at a time: setting
 * properties to given values may be repeated. A failure that isn't about one deal (limits, tokens, an
 * unknown outcome) ends the whole as that failure; repeat the whole then.
 * @throws RangeError for more than 100 updates
 */
export async function updateDeals(ask: Ask, updates: readonly Update[]): Promise<Answer<DealUpdate[]>> {
  if (updates.length > BATCH) throw new RangeError(`at most ${BATCH} deals in one update`)
  if (updates.length === 0) return { outcome: 'done', value: [], trace: null }
  const batch = await ask({
    operation: 'update deals',
    write: true,
    method: 'POST',
    path: `${paths.deals}/batch/update`,
    body: {
      inputs: updates.map(({ id, properties }, at) => ({ id, properties, objectWriteTraceId: String(at) })),
    },
    shape: batchOf(deal.extend({ objectWriteTraceId: deal.shape.id.nullish() })),
  })
  if (batch.outcome === 'unknown') return batch
  if (batch.outcome === 'refused' && !ABOUT_ONE_DEAL.has(batch.fault.kind)) return batch

  const { results, errors = [] } = batch.outcome === 'done' ? batch.value : { results: [] }
  const traced = new Set(results.map((result) => result.objectWriteTraceId))
  const written = new Set(results.map((result) => result.id))
  const answers: DealUpdate[] = []
  for (const [at, update] of updates.entries()) {
    const error = errors.find((each) => concerns(each, update.id, String(at)))
    if (error) {
      answers.push(refusal(update.id, isMissing(error), error.message ?? 'HubSpot refused the update.'))
    } else if (traced.has(String(at)) || written.has(update.id)) {
      answers.push({ id: update.id, ok: true })
    } else {
      const single = await updateOne(ask, update)
      if (single.outcome !== 'done') return single
      answers.push(single.value)
    }
  }
  return {
    outcome: 'done',
    value: answers,
    trace: batch.outcome === 'done' ? batch.trace : batch.fault.trace,
  }
}

/** Refusals that one bad input can cause for all. */
const ABOUT_ONE_DEAL = new Set(['invalid', 'missing', 'duplicate'])

async function updateOne(ask: Ask, { id, properties }: Update): Promise<Answer<DealUpdate>> {
  const answer = await ask({
    operation: 'update deal',
    write: true,
    method: 'PATCH',
    path: paths.deal(id),
    body: { properties },
    shape: deal,
  })
  if (answer.outcome === 'done') return { ...answer, value: { id, ok: true } }
  if (answer.outcome === 'unknown' || !ABOUT_ONE_DEAL.has(answer.fault.kind)) return answer
  const { kind, message, trace } = answer.fault
  return { outcome: 'done', value: refusal(id, kind === 'missing', message), trace }
}

function concerns(error: BatchError, id: string, traceId: string): boolean {
  const traceIds = named(error, 'objectWriteTraceId')
  return traceIds.length > 0 ? traceIds.includes(traceId) : named(error, 'ids').includes(id)
}

function isMissing(error: BatchError): boolean {
  return error.category === 'OBJECT_NOT_FOUND'
}

function refusal(id: string, missing: boolean, message: string): DealUpdate {
  return { id, ok: false, missing, message: sentencesOf(message).slice(0, 1_000) }
}

const problems = z.array(z.looseObject({ message: z.string() }))

/** HubSpot puts what is wrong with each value as JSON into one message: its sentences alone. */
function sentencesOf(message: string): string {
  const list = /^Property values were not valid: (\[.*\])$/s.exec(message)?.[1]
  if (list === undefined) return message
  try {
    const parsed = problems.safeParse(JSON.parse(list))
    return parsed.success ? [...new Set(parsed.data.map((each) => each.message))].join(' ') : message
  } catch {
    return message
  }
}
