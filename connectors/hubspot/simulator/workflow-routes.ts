import { Router } from 'express'
import { z } from 'zod'
import { api, type Call, type Desk } from './call'
import { invalid, notFound } from './refusal'

const outcome = z.object({
  outputFields: z.record(z.string(), z.unknown()),
  typedOutputs: z.record(z.string(), z.unknown()).optional(),
})
const done = z.enum(['SUCCESS', 'FAIL_CONTINUE'])

function complete(call: Call, callbackId: string, given: z.infer<typeof outcome>): void {
  // The dated paths insist on a field that the older ones don't know.
  if (call.version !== 'v4' && given.typedOutputs === undefined) throw invalid('typedOutputs is required')
  const state = done.safeParse(given.outputFields['hs_execution_state'])
  if (!state.success) throw invalid('hs_execution_state must be SUCCESS or FAIL_CONTINUE')
  const execution = call.portal.executions.get(callbackId)
  if (execution === undefined) throw notFound()
  call.portal.executions.put(callbackId, {
    ...execution,
    state: state.data,
    outputFields: given.outputFields,
  })
}

/** Ends workflow executions that our action had put on hold. */
export function workflowRoutes(desk: Desk): Router {
  const routes = Router()
  const bases = ['2026-03', '2026-09'].map((version) => `/automation/actions/callbacks/${version}`)
  const paths = (rest: string): string[] =>
    [...bases, '/automation/v4/actions/callbacks'].map((base) => base + rest)
  routes.post(
    paths('/complete'),
    api(desk, 'calls', (call) => {
      call.need(['automation'])
      const { inputs } = call.body(z.object({ inputs: z.array(outcome.extend({ callbackId: z.string() })) }))
      for (const { callbackId, ...given } of inputs) complete(call, callbackId, given)
      return { status: 204 }
    }),
  )
  routes.post(
    paths('/:callbackId/complete'),
    api(desk, 'calls', (call) => {
      call.need(['automation'])
      complete(call, call.param('callbackId'), call.body(outcome))
      return { status: 204 }
    }),
  )
  return routes
}
