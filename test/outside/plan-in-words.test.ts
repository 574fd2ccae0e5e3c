/**
 * Goal: a sentence becomes a plan in the program as it ships; its language model is asked only where a key is set, and the
 * key shows nowhere. Method: the built program, once without a key and once with one, beside a model that is listening.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { serve } from '../connectors/quickbooks-fixture'
import { modelAnswer, modelText } from '../fixtures/model-answer'
import { api, type Home, newHome, type RunningProgram, startProgram } from './running-program'

const KEY = 'sk-a-key-that-nobody-may-see'
const SENTENCE =
  'Create a $50,000 fixed price project called Brand Redesign with 3 milestones: Strategy $15,000, Design $20,000, Delivery $15,000'

let home: Home
let model: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  home = await newHome()
  model = await serve((_seen, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(modelAnswer([modelText('Sure!')])))
  })
})
afterAll(async () => {
  await model.close()
  home.leave()
})

interface Staged {
  readonly draft: {
    readonly milestones: readonly { readonly name: string; readonly amount: { readonly amount: string } }[]
  }
  readonly notes: readonly string[]
}

/** The portal is read soon after the start. */
async function firstDeal(): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { items } = await api<{ items: { id: string }[] }>(home, '/deals?status=unscheduled')
    if (items[0]) return items[0].id
    await pause(100)
  }
  throw new Error('no deal was read')
}

async function stageIt(): Promise<{ dealId: string; staged: Staged }> {
  const dealId = await firstDeal()
  const staged = await api<Staged>(home, `/deals/${dealId}/schedule/from-text`, { text: SENTENCE })
  expect(staged.draft.milestones.map((each) => [each.name, each.amount.amount])).toEqual([
    ['Strategy', '15000.00'],
    ['Design', '20000.00'],
    ['Delivery', '15000.00'],
  ])
  return { dealId, staged }
}

async function running<T>(
  settings: Record<string, string>,
  act: (program: RunningProgram) => Promise<T>,
): Promise<T> {
  const program = await startProgram(home, { DEMO: 'off', LOG_LEVEL: 'debug', ...settings })
  try {
    return await act(program)
  } finally {
    await program.stop()
  }
}

test('without a key nothing is sent to any model', async () => {
  await running({ LANGUAGE_MODEL_URL: model.baseUrl, ANTHROPIC_API_KEY: KEY }, async () => {
    const { dealId, staged } = await stageIt()
    await api(home, `/deals/${dealId}/schedule`, staged.draft, 'PUT')
    const { milestones } = await api<{ milestones: unknown[] }>(home, `/deals/${dealId}`)
    expect(milestones).toHaveLength(3)
  })
  expect(model.seen).toEqual([])
})

test('with a key the model is asked once; what it can’t do is said, and the key is printed nowhere', async () => {
  const printed = await running(
    { LANGUAGE_MODEL_URL: model.baseUrl, LANGUAGE_MODEL_KEY: KEY },
    async (program) => {
      const { staged } = await stageIt()
      expect(staged.notes.join()).toContain('language model')
      return program.printed()
    },
  )
  expect(model.seen).toHaveLength(1)
  expect(model.seen[0]?.headers.authorization).toBe(`Bearer ${KEY}`)
  expect(printed).not.toContain(KEY)
})
