import { createServer, type IncomingHttpHeaders } from 'node:http'
import { signV2, signV3 } from '../../connectors/hubspot/simulator/sign'
import { agency, app, type Body, type Stage, startStage } from './hubspot-simulator-stage'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage.simulator.close())

function upload(fields: Record<string, string>, bytes = 'signed off', name = 'sign-off.pdf') {
  const form = new FormData()
  if (bytes !== '') form.append('file', new Blob([bytes]), name)
  for (const [key, value] of Object.entries(fields)) form.append(key, value)
  return stage.ask('POST', '/files/2026-03/files', form)
}
const isPrivate = JSON.stringify({ access: 'PRIVATE' })

test('a private file is stored, and read through a link that ends', async () => {
  const stored = await upload({ options: isPrivate, folderPath: '/milepost' })
  expect(stored.status).toBe(201)
  expect(stored.body).toMatchObject({
    id: expect.any(String),
    name: 'sign-off',
    extension: 'pdf',
    path: '/milepost/sign-off.pdf',
    size: 10,
    type: 'DOCUMENT',
    access: 'PRIVATE',
  })
  expect((await fetch(stored.body.url)).status).toBe(404)
  const signed = await stage.get(`/files/v3/files/${stored.body.id}/signed-url?expirationSeconds=60`)
  expect(await (await fetch(signed.body.url)).text()).toBe('signed off')
  expect((await fetch(`${signed.body.url}0`)).status).toBe(404)
  stage.clock.moveTo(61_000)
  expect((await fetch(signed.body.url)).status).toBe(403)
  stage.clock.moveTo(0)
})

test('the same path again: numbered, or replaced when asked', async () => {
  const place = { folderPath: '/same', fileName: 'proof.pdf' }
  const one = await upload({ options: isPrivate, ...place })
  const two = await upload({ options: isPrivate, ...place })
  expect(two.body).toMatchObject({ path: '/same/proof-1.pdf' })
  const over = await upload(
    { options: JSON.stringify({ access: 'PRIVATE', overwrite: true }), ...place },
    'newer',
  )
  expect(over.body).toMatchObject({ id: one.body.id, path: '/same/proof.pdf', size: 5 })
  const open = await upload({
    options: JSON.stringify({ access: 'PUBLIC_NOT_INDEXABLE' }),
    folderPath: '/open',
  })
  expect(await (await fetch(open.body.url)).text()).toBe('signed off')
  expect((await stage.ask('DELETE', `/files/2026-03/files/${open.body.id}`)).status).toBe(204)
  expect((await stage.get(`/files/2026-03/files/${open.body.id}`)).status).toBe(404)
})

test.each<[string, Record<string, string>, string]>([
  ['no access', { options: '{}', folderPath: '/a' }, 'x'],
  ['options that are no JSON', { options: 'PRIVATE', folderPath: '/a' }, 'x'],
  ['no folder', { options: isPrivate }, 'x'],
  ['two folders', { options: isPrivate, folderPath: '/a', folderId: '1' }, 'x'],
  ['no file', { options: isPrivate, folderPath: '/a' }, ''],
])('%s is refused', async (_what, fields, bytes) => {
  expect((await upload(fields, bytes)).status).toBe(400)
})

test('a note carries the file to the deal', async () => {
  const id = await stage.dealId('Brand Redesign')
  const properties = {
    hs_timestamp: '2026-11-20T10:00:00Z',
    hs_note_body: 'Accepted',
    hs_attachment_ids: '1;2',
  }
  const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 214 }]
  const made = await stage.post('/crm/objects/2026-03/notes', {
    properties,
    associations: [{ to: { id }, types }],
  })
  expect(made.status).toBe(201)
  const read = await stage.get(`/crm/objects/2026-03/deals/${id}?associations=notes`)
  expect(read.body.associations?.['notes']?.results).toEqual([{ id: made.body.id, type: 'deal_to_note' }])
  const refused = await stage.post('/crm/objects/2026-03/notes', { properties: { hs_note_body: 'x' } })
  expect(refused.body).toMatchObject({ context: { properties: ['hs_timestamp'] } })
})

test('an event on the timeline happens once', async () => {
  const objectId = await stage.dealId('Brand Redesign')
  const event = { id: 'inv-1042', eventTypeName: 'p_invoiced', objectId, properties: { number: '1042' } }
  expect((await stage.post('/integrators/timeline/2026-03/events', event)).status).toBe(201)
  const again = await stage.post('/integrators/timeline/2026-03/events', event)
  expect(again).toMatchObject({ status: 409, body: { category: 'CONFLICT' } })
  expect(
    (await stage.post('/integrators/timeline/2026-03/events', { ...event, id: '2', objectId: '9' })).status,
  ).toBe(400)
  const batch = await stage.post('/integrators/timeline/2026-03/events/batch', {
    inputs: [{ ...event, id: '3' }],
  })
  expect(batch.status).toBe(201)
})

describe('a workflow reaches our action', () => {
  let answer: { status: number; body: string }
  let seen: { headers: IncomingHttpHeaders; body: string }
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      seen = { headers: req.headers, body: Buffer.concat(chunks).toString('utf8') }
      res.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
    })
  })
  let url = ''
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/hubspot/actions/bill`
  })
  afterAll(() => server.close())

  const fire = async (more: object = {}) => {
    const objectId = await stage.dealId('Brand Redesign')
    const run = {
      url,
      portalId: agency.portalId,
      objectId,
      inputFields: { milestone: 'Design' },
      properties: ['amount'],
    }
    const { body } = await stage.post('/simulator/workflow-action', { ...run, ...more })
    return body as Body & {
      execution: { callbackId: string; state: string }
      request: Record<string, unknown>
    }
  }
  const executed = (state: string) => ({
    status: 200,
    body: JSON.stringify({ outputFields: { hs_execution_state: state } }),
  })

  test('signed in both ways, over the URL it names', async () => {
    answer = executed('SUCCESS')
    const fired = await fire({ signedUrl: 'https://app.example.com/hubspot/actions/bill' })
    expect(fired.execution.state).toBe('SUCCESS')
    const request = { method: 'POST', url: 'https://app.example.com/hubspot/actions/bill', body: seen.body }
    expect(seen.headers['x-hubspot-signature-version']).toBe('v2')
    expect(seen.headers['x-hubspot-signature']).toBe(signV2(app.clientSecret, request))
    const timestamp = String(seen.headers['x-hubspot-request-timestamp'])
    expect(seen.headers['x-hubspot-signature-v3']).toBe(signV3(app.clientSecret, request, timestamp))
    expect(JSON.parse(seen.body)).toMatchObject({
      callbackId: fired.execution.callbackId,
      origin: { portalId: agency.portalId },
      context: { source: 'WORKFLOWS' },
      object: { objectType: 'DEAL', properties: { amount: '50000' } },
      inputFields: { milestone: 'Design' },
    })
  })

  test.each([
    [200, '{}', 'SUCCESS'],
    [200, 'not json', 'SUCCESS'],
    [422, '{}', 'FAILED'],
    [429, '{}', 'UNKNOWN'],
    [503, '{}', 'UNKNOWN'],
  ])('an answer of %i %s counts as %s', async (status, body, state) => {
    answer = { status, body }
    expect((await fire()).execution.state).toBe(state)
  })

  test('nobody there is unknown', async () => {
    expect((await fire({ url: 'http://127.0.0.1:1/nobody' })).execution.state).toBe('UNKNOWN')
  })

  test('a blocked execution is completed by callback', async () => {
    answer = executed('BLOCK')
    const { callbackId } = (await fire({ callbackId: 'ap-1-2-7-0' })).execution
    const path = `/automation/actions/callbacks/2026-09/${callbackId}/complete`
    const outputFields = { hs_execution_state: 'SUCCESS' }
    expect((await stage.post(path, { outputFields })).status).toBe(400)
    expect((await stage.post(path, { outputFields: {}, typedOutputs: {} })).status).toBe(400)
    expect((await stage.post(path.replace('-7-0', '-8'), { outputFields, typedOutputs: {} })).status).toBe(
      404,
    )
    expect((await stage.post(path, { outputFields, typedOutputs: {} })).status).toBe(204)
    const state = await stage.get(`/simulator/workflow-action/${agency.portalId}/${callbackId}`)
    expect(state.body).toMatchObject({ state: 'SUCCESS' })
    const inputs = [{ callbackId, outputFields: { hs_execution_state: 'FAIL_CONTINUE' } }]
    expect((await stage.post('/automation/v4/actions/callbacks/complete', { inputs })).status).toBe(204)
  })

  test('the door refuses what it does not understand', async () => {
    expect((await stage.post('/simulator/workflow-action', { url: 'no' })).status).toBe(400)
    const stranger = { url, portalId: 1, objectId: '1' }
    expect((await stage.post('/simulator/workflow-action', stranger)).status).toBe(400)
  })
})
