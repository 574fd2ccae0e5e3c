/**
 * Goal: what belongs to another workspace can't be reached through a body either, and a list that is not the whole order is no
 * order. Method: a second workspace with a plan, a file and a template of its own; their ids in every body that takes ids.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { pdf } from '../fixtures/sample-files'
import { type ContractStage, openContractStage, plan, upload } from './contract-stage'

let stage: ContractStage
let theirs: { deal: string; milestone: string; file: string; template: string }
let mine: string[]

beforeAll(async () => {
  stage = await openContractStage()
  const token = stage.embedded.at.other.apiToken
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await stage.ask(method, `/api/v1${path}`, { token, body })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const deals = async () => (await ask('GET', '/deals'))['items'] as { id: string }[]
  for (let tries = 0; tries < 100 && (await deals()).length === 0; tries += 1) await pause(100)
  const deal = (await deals())[0]?.id ?? ''
  await ask('PUT', `/deals/${deal}/schedule`, plan())
  const page = await ask('GET', `/deals/${deal}`)
  const file = await ask('POST', `/deals/${deal}/files`, upload(pdf(), 'SOW.pdf', { kind: 'agreement' }))
  const template = await ask('POST', '/templates', {
    name: 'Theirs',
    milestones: [{ name: 'All', share: { percent: '100' } }],
  })
  theirs = {
    deal,
    milestone: (page['milestones'] as { id: string }[])[0]?.id ?? '',
    file: String(file['id']),
    template: String(template['id']),
  }
  const own = await stage.ask('GET', `/api/v1/deals/${stage.ids.deal}`)
  mine = (own.body['milestones'] as { id: string }[]).map((each) => each.id)
}, 120_000)
afterAll(() => stage.close())

const usd = (amount: string) => ({ amount, currency: 'USD' })
type Asking = readonly [method: string, path: string, body: object]

test.each<[string, () => Asking]>([
  [
    'an order with their milestone',
    () => ['PUT', `/deals/${stage.ids.deal}/milestones/order`, { ids: [...mine.slice(1), theirs.milestone] }],
  ],
  [
    'an order with theirs beside all of mine',
    () => ['PUT', `/deals/${stage.ids.deal}/milestones/order`, { ids: [...mine, theirs.milestone] }],
  ],
  [
    'an order that lacks one',
    () => ['PUT', `/deals/${stage.ids.deal}/milestones/order`, { ids: mine.slice(1) }],
  ],
  [
    'an order with one twice',
    () => ['PUT', `/deals/${stage.ids.deal}/milestones/order`, { ids: [...mine.slice(1), mine[1]] }],
  ],
  [
    'an order with one too many',
    () => ['PUT', `/deals/${stage.ids.deal}/milestones/order`, { ids: [...mine, mine[0]] }],
  ],
  ['an order of nothing', () => ['PUT', `/deals/${stage.ids.deal}/milestones/order`, { ids: [] }]],
  [
    'a plan with their milestone',
    () => [
      'PUT',
      `/deals/${stage.ids.deal}/schedule`,
      plan({ milestones: [{ id: theirs.milestone, name: 'Mine now', amount: usd('1.00') }] }),
    ],
  ],
  [
    'a trigger after their milestone',
    () => [
      'PATCH',
      `/milestones/${stage.ids.milestone}`,
      { trigger: { on: [], after: { milestoneId: theirs.milestone, days: 1 } } },
    ],
  ],
  [
    'a change of their milestone',
    () => [
      'POST',
      `/deals/${stage.ids.deal}/change-orders`,
      { reason: 'x', lines: [{ op: 'change', milestoneId: theirs.milestone, set: { amount: usd('1.00') } }] },
    ],
  ],
  [
    'a removal of their milestone',
    () => [
      'POST',
      `/deals/${stage.ids.deal}/change-orders`,
      { reason: 'x', lines: [{ op: 'remove', milestoneId: theirs.milestone }] },
    ],
  ],
  [
    'an acceptance with their file',
    () => [
      'POST',
      `/deals/${stage.ids.deal}/schedule/accept`,
      { on: '2026-01-20', by: 'Client', fileIds: [theirs.file] },
    ],
  ],
  [
    'a check against their file',
    () => [
      'POST',
      `/milestones/${stage.ids.milestone}/agreement-check`,
      { fileId: theirs.file, where: 'p. 1' },
    ],
  ],
  [
    'an invoice for their milestone',
    () => [
      'POST',
      `/deals/${stage.ids.deal}/catch-up`,
      { links: [{ invoiceId: '1', milestoneIds: [theirs.milestone] }] },
    ],
  ],
  [
    'their template',
    () => ['POST', `/deals/${stage.ids.deal}/schedule/from-template`, { templateId: theirs.template }],
  ],
  ['their deal’s plan', () => ['PUT', `/deals/${theirs.deal}/schedule`, plan()]],
  ['their deal in words', () => ['POST', `/deals/${theirs.deal}/schedule/from-text`, { text: 'All $5' }]],
  ['their milestone', () => ['PATCH', `/milestones/${theirs.milestone}`, { name: 'Mine now' }]],
  [
    'a pipeline’s default that is their template',
    () => ['PATCH', '/workspace', { pipelineTemplates: { default: theirs.template } }],
  ],
])('%s is refused, and nothing changes on either side', async (_, asking) => {
  const [method, path, body] = asking()
  const before = await stage.fingerprint()
  const token = stage.embedded.at.other.apiToken
  // Workers go on meanwhile; a plan is changed by people alone.
  const read = async () => {
    const { schedule, milestones } = (await stage.ask('GET', `/api/v1/deals/${theirs.deal}`, { token })).body
    return { schedule, milestones }
  }
  const their = await read()
  const answer = await stage.ask(method, `/api/v1${path}`, { body })
  expect([answer.status, answer.body['detail']]).toEqual([
    [404, 409, 422].includes(answer.status) ? answer.status : 'a refusal',
    expect.any(String),
  ])
  expect(JSON.stringify(answer.body)).not.toContain('Nordkade')
  expect(await stage.fingerprint()).toBe(before)
  expect(await read()).toEqual(their)
})
