import fc from 'fast-check'
import { command } from './command'
import { SLOW_MS } from './world'

/** What the vendors, and the way between, may do next. */
export const effects = {
  'drop-reply': { effect: 'drop-reply' },
  reset: { effect: 'reset' },
  '503, executed': { effect: 'status', status: 503, executed: true },
  '503': { effect: 'status', status: 503 },
  '429': { effect: 'status', status: 429, retryAfter: 3 },
  slow: { effect: 'delay', delayMs: SLOW_MS },
  malformed: { effect: 'malformed' },
  'empty-200, executed': { effect: 'empty-200', executed: true },
  html: { effect: 'html' },
} as const
const effect = fc.constantFrom(...(Object.keys(effects) as (keyof typeof effects)[]))

export const badCreateOf = (given: fc.Arbitrary<keyof typeof effects>) =>
  given.map((name) =>
    command(`the next create meets ${name}`, false, async (_, job) => {
      if (name === 'slow') job.expectSlow()
      const { quickbooks } = job.world.stage
      await quickbooks.fault({ method: 'POST', path: '/v3/company/*/invoice?*requestid=*', ...effects[name] })
    }),
  )

export const badCreate = badCreateOf(effect)

/** The file goes with the invoice; its upload is lost, refused for now, or answered late like any other write. */
export const badUpload = effect.map((name) =>
  command(`the next upload meets ${name}`, false, async (_, job) => {
    if (name === 'slow') job.expectSlow()
    const { quickbooks } = job.world.stage
    await quickbooks.fault({ method: 'POST', path: '/v3/company/*/upload', ...effects[name] })
  }),
)

export const badRead = fc
  .tuple(fc.constantFrom('query', 'cdc'), fc.constantFrom('reset', '503', 'html', 'malformed' as const))
  .map(([path, name]) =>
    command(`the next ${path} meets ${name}`, false, async (_, job) => {
      const fault = {
        path: `/v3/company/*/${path}?*minorversion=*`,
        ...effects[name as keyof typeof effects],
      }
      await job.world.stage.quickbooks.fault(fault)
    }),
  )

export const badWrite = fc.constantFrom('drop-reply', 'reset', '503').map((name) =>
  command(`the next write to HubSpot meets ${name}`, false, async (_, job) => {
    const fault = { method: 'POST', path: '*/batch/update', ...effects[name as keyof typeof effects] }
    await job.world.stage.hubspot.fault(fault)
  }),
)

export const webhooks = fc.constantFrom('once', 'twice', 'reversed', 'lost').map((how) =>
  command(`webhooks arrive ${how}`, false, async (_, job) => {
    const { trap } = job.world
    await trap.settle()
    if (how === 'lost') trap.lose()
    else await trap.arrive(how as 'once' | 'twice' | 'reversed')
  }),
)
