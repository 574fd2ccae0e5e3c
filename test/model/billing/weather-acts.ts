import fc from 'fast-check'
import { limits } from '../../../config/limits'
import type { QueueName } from '../../../src/outbox/claim'
import { effects } from '../trouble-commands'
import { act } from './act'

const MINUTE = 60_000
const DAY = 86_400_000

const turn = (queue: QueueName) =>
  fc.constant(act(`turn ${queue}`, async (_, { world }) => void (await world.process.turn(queue))))

const twoWorkers = fc.constant(
  act('two workers turn the outbox', async (_, { world: { process } }) => {
    await Promise.all([process.turn('outbox'), process.turn('outbox')])
  }),
)

/** Everything works as on an ordinary day, until nothing is due just now. */
const ordinaryDay = fc.constant(
  act('an ordinary hour', async (_, { world: { process, trap } }) => {
    await trap.arrive('once')
    for (let turns = 0; turns < 4; turns += 1)
      for (const queue of ['quickbooks', 'hubspot', 'outbox', 'writeback'] as const) await process.turn(queue)
  }),
)

const crash = fc
  .tuple(
    fc.constantFrom<QueueName>('outbox', 'outbox', 'quickbooks', 'writeback'),
    fc.nat({ max: 9 }),
    fc.boolean(),
  )
  .map(([queue, steps, alone]) =>
    act(
      `crash at step ${steps} of ${queue}, restart ${alone ? 'alone' : 'beside another'}`,
      async (_, site) => {
        const { process } = site.world
        process.dieAfter(steps)
        await process.turn(queue)
        await process.restart(alone)
      },
    ),
  )

const badCreate = fc.constantFrom(...(Object.keys(effects) as (keyof typeof effects)[])).map((name) =>
  act(`the next create meets ${name}`, async (_, site) => {
    if (name === 'slow') site.expectSlow()
    await site.world.stage.quickbooks.fault({
      method: 'POST',
      path: '/v3/company/*/invoice?*requestid=*',
      ...effects[name],
    })
  }),
)

const webhooks = fc.constantFrom('once', 'twice', 'reversed', 'lost').map((how) =>
  act(`webhooks arrive ${how}`, async (_, { world: { trap } }) => {
    await trap.settle()
    if (how === 'lost') trap.lose()
    else await trap.arrive(how as 'once' | 'twice' | 'reversed')
  }),
)

const advance = fc
  .constantFrom<[string, number]>(
    ['the window', limits.vendorStillWorkingMs + 1_000],
    ['20 min', 20 * MINUTE],
    ['2 days', 2 * DAY],
    ['a month', 32 * DAY],
  )
  .map(([words, ms]) => act(`${words} passes`, (_, site) => site.advance(ms)))

export const weatherActs = {
  outbox: turn('outbox'),
  quickbooks: turn('quickbooks'),
  hubspot: turn('hubspot'),
  writeback: turn('writeback'),
  twoWorkers,
  ordinaryDay,
  crash,
  badCreate,
  webhooks,
  advance,
}
