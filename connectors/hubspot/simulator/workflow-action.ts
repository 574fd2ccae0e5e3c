import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { findLive } from './identify'
import { type ObjectType, objectType } from './object-types'
import type { World } from './open-world'
import type { Portal } from './portal'
import { actionHeaders } from './sign'
import type { Execution } from './workflow-execution'

/** What the door takes to play a workflow that reaches our action. */
export const workflowRun = z.strictObject({
  url: z.url(),
  /** The URL to sign, when the one called is not the public one. */
  signedUrl: z.url().optional(),
  portalId: z.coerce.number(),
  objectId: z.coerce.string(),
  objectType: z.string().default('deals'),
  inputFields: z.record(z.string(), z.unknown()).default({}),
  /** Properties that the action asks to be sent. */
  properties: z.array(z.string()).default([]),
  callbackId: z.string().optional(),
  actionDefinitionId: z.number().default(10_646_377),
})
export type WorkflowRun = z.infer<typeof workflowRun>

export interface Fired {
  readonly request: unknown
  readonly status: number | null
  readonly answer: unknown
  readonly execution: Execution
}

function bodyOf(portal: Portal, type: ObjectType, run: WorkflowRun, callbackId: string): object {
  const object = findLive(portal, type, run.objectId)
  const properties = Object.fromEntries(
    run.properties.map((name) => [name, object?.properties[name] ?? null]),
  )
  return {
    callbackId,
    origin: {
      portalId: run.portalId,
      actionDefinitionId: run.actionDefinitionId,
      actionDefinitionVersion: 1,
    },
    context: { source: 'WORKFLOWS', workflowId: 192_814_114 },
    object: { objectId: Number(run.objectId), properties, objectType: type.singular.toUpperCase() },
    inputFields: run.inputFields,
  }
}

const answered = z.object({ outputFields: z.record(z.string(), z.unknown()).default({}) })
const states = z.enum(['SUCCESS', 'FAIL_CONTINUE', 'BLOCK', 'ASYNC'])

function stateOf(status: number | null, outputFields: Record<string, unknown>): Execution['state'] {
  const named = states.safeParse(outputFields['hs_execution_state'])
  // Without a state the HTTP status decides; HubSpot would repeat 429 and 5xx for up to three days.
  if (status === null || status >= 500 || status === 429) return 'UNKNOWN'
  if (status >= 400) return 'FAILED'
  return named.success ? named.data : 'SUCCESS'
}

/** Fires one signed execution at the action's URL and tells what came back. Does not retry. */
export async function fireWorkflowAction(world: World, secret: string, run: WorkflowRun): Promise<Fired> {
  const portal = world.portals.get(run.portalId)
  if (portal === undefined) throw new Error(`no portal ${run.portalId}`)
  const type = objectType(run.objectType)
  const callbackId = run.callbackId ?? `ap-${run.portalId}-${randomInt(1e9, 1e12)}-7-0`
  const request = bodyOf(portal, type, run, callbackId)
  const body = JSON.stringify(request)
  const headers = actionHeaders(
    secret,
    { method: 'POST', url: run.signedUrl ?? run.url, body },
    world.clock.now(),
  )
  const { status, answer } = await post(run.url, { ...headers, 'content-type': 'application/json' }, body)
  const parsed = answered.safeParse(answer)
  const outputFields = parsed.success ? parsed.data.outputFields : {}
  const result: Execution = {
    callbackId,
    portalId: run.portalId,
    state: stateOf(status, outputFields),
    outputFields,
  }
  portal.executions.put(callbackId, result)
  world.flush()
  return { request, status, answer, execution: result }
}

async function post(
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<{ status: number | null; answer: unknown }> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(30_000) })
    const text = await response.text()
    return { status: response.status, answer: readJson(text) }
  } catch {
    return { status: null, answer: null }
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
