import type { Call, Reply } from './call'
import { Refusal } from './refusal'

/** One entry of a multi-status answer's `errors`. */
export interface BatchError {
  readonly status: 'error'
  readonly category: string
  readonly message: string
  readonly context: Readonly<Record<string, readonly string[]>>
  readonly subCategory?: string
}

interface Outcome {
  readonly results: readonly unknown[]
  readonly errors: readonly BatchError[]
}

interface Traced {
  readonly objectWriteTraceId?: string | undefined
}

interface Steps<I> {
  readonly check: (input: I) => void
  readonly carryOut: (input: I) => object
}

type Each = <I extends Traced>(inputs: readonly I[], steps: Steps<I>) => Outcome

function traceOf(input: Traced): { objectWriteTraceId: string } | Record<string, never> {
  return input.objectWriteTraceId === undefined ? {} : { objectWriteTraceId: input.objectWriteTraceId }
}

/** Every input answers for itself; an error names its input by the trace id. */
function oneByOne<I extends Traced>(inputs: readonly I[], steps: Steps<I>): Outcome {
  const results: object[] = []
  const errors: BatchError[] = []
  for (const input of inputs) {
    try {
      results.push({ ...steps.carryOut(input), ...traceOf(input) })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      errors.push({
        status: 'error',
        category: error.body.category ?? 'VALIDATION_ERROR',
        message: error.body.message,
        context: { ...error.body.context, objectWriteTraceId: [input.objectWriteTraceId ?? ''] },
      })
    }
  }
  return { results, errors }
}

/** All or nothing: the first bad input fails the batch, before anything is written. */
function together<I>(inputs: readonly I[], steps: Steps<I>, toleratesMissing: boolean): Outcome {
  const good: I[] = []
  const lost: Refusal[] = []
  for (const input of inputs) {
    try {
      steps.check(input)
      good.push(input)
    } catch (error) {
      const isMissing = error instanceof Refusal && error.body.category === 'OBJECT_NOT_FOUND'
      if (!isMissing || !toleratesMissing) throw error
      lost.push(error)
    }
  }
  const results = good.map((input) => steps.carryOut(input))
  const [first] = lost
  if (first === undefined) return { results, errors: [] }
  const ids = lost.flatMap((each) => each.body.context?.['ids'] ?? [])
  return {
    results,
    errors: [
      { status: 'error', category: 'OBJECT_NOT_FOUND', message: first.body.message, context: { ids } },
    ],
  }
}

/**
 * Runs a batch and wraps its answer. With a trace id on every input, bad inputs fail alone and the answer is
 * 207; without, one bad input fails all with 400 (HubSpot, "Multi-status errors").
 */
export function runBatch(call: Call, status: number, work: (each: Each) => Outcome): Reply {
  const startedAt = call.portal.now().toISOString()
  const { results, errors } = work((inputs, steps) =>
    inputs.every((input) => input.objectWriteTraceId !== undefined)
      ? oneByOne(inputs, steps)
      : together(inputs, steps, call.world.switches.value('batch_missing_id') === 'multi_status'),
  )
  return {
    status: errors.length > 0 ? 207 : status,
    body: {
      status: 'COMPLETE',
      results,
      ...(errors.length > 0 ? { numErrors: errors.length, errors } : {}),
      startedAt,
      completedAt: call.portal.now().toISOString(),
    },
  }
}
