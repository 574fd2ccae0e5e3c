// Goal: what QuickBooks really answered passes what we demand of an answer. Method: each recorded body goes
// through the connector over HTTP. Where the recordings are missing, the test says so by its name.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordingsFolder } from '../../config/recordings'
import type { Company } from '../../connectors/quickbooks/company'
import { type EntityName, entitySchemas } from '../../connectors/quickbooks/entities'
import { openCompany } from '../../connectors/quickbooks/open-company'
import { parseWebhook, verifyWebhook } from '../../connectors/quickbooks/webhook'
import { callerOf, REALM, serve } from './quickbooks-fixture'

const folder = recordingsFolder('quickbooks')
const isHere = existsSync(folder)
const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const namesIn = (name: string) => (isHere ? readdirSync(join(folder, name)) : [])

if (!isHere) test.skip(`recordings of QuickBooks: not run, there are none in ${folder}`, () => undefined)
const recorded: (name: string, tests: () => void) => void = isHere ? describe : () => undefined

interface Exchange {
  request: { method: string; uri: string }
  response: { status: number; json?: unknown }
}
const exchangesOf = (name: string): Exchange[] => JSON.parse(read(`vcr/${name}.json`)).interactions

async function against<T>(
  response: Exchange['response'],
  call: (company: Company) => Promise<T>,
): Promise<T> {
  const server = await serve((_, answer) => {
    answer.writeHead(response.status, { 'Content-Type': 'application/json' })
    answer.end(JSON.stringify(response.json))
  })
  try {
    return await call(openCompany(REALM, callerOf(server.baseUrl).caller))
  } finally {
    await server.close()
  }
}

/** The entity in a recorded answer, when it is one that we read. */
const entityIn = (json: unknown): [EntityName, { Id: string }] | undefined =>
  Object.entries(json ?? {}).find(([name]) => name in entitySchemas) as
    | [EntityName, { Id: string }]
    | undefined

recorded('documents and lists', () => {
  const found = namesIn('vcr').flatMap((file) =>
    exchangesOf(file.replace('.json', '')).flatMap(({ request, response }, at) => {
      const entity = entityIn(response.json)
      const isDocument = entity !== undefined && request.method === 'GET'
      return isDocument ? [[file, at, response, ...entity] as const] : []
    }),
  )

  test.each(found)('%s (%d) can be read', async (_file, _at, response, entity, { Id }) => {
    expect(await against(response, (company) => company.read(entity, Id))).toMatchObject({
      outcome: 'done',
      value: { Id },
    })
  })

  test.each(['all__customers', 'get__display_name'])('%s can be queried', async (name) => {
    const response = exchangesOf(name).at(-1)?.response ?? { status: 0 }
    const answer = await against(response, (company) => company.query('Customer', []))
    expect(answer).toMatchObject({ outcome: 'done' })
    expect(answer.outcome === 'done' && answer.value.length).toBeGreaterThan(0)
  })

  test('there were some', () => expect(found.length).toBeGreaterThan(5))
})

recorded('writes', () => {
  test('a create, a void and a delete are done', async () => {
    const [create] = exchangesOf('create__invoice')
    const [, voided] = exchangesOf('void__invoice')
    const [, deleted] = exchangesOf('delete__invoice')
    if (!create || !voided || !deleted) throw new Error('a recording is missing')
    expect(await against(create.response, (company) => company.create('Invoice', {}, 'k'))).toMatchObject({
      outcome: 'done',
      value: { TotalAmt: '100', Balance: '100' },
    })
    expect(
      await against(voided.response, (company) => company.void('Invoice', '264', '0', 'k')),
    ).toMatchObject({
      outcome: 'done',
      value: { TotalAmt: '0', PrivateNote: 'Voided' },
    })
    expect(
      await against(deleted.response, (company) => company.delete('Invoice', '266', '0', 'k')),
    ).toMatchObject({
      outcome: 'done',
    })
  })

  test('an upload is done, and one with a bad link is refused', async () => {
    const file = {
      fileName: 'x.xml',
      contentType: 'text/xml',
      bytes: Buffer.from('x'),
      note: '',
      attachTo: { entity: 'Invoice', id: '75', includeOnSend: false },
    } as const
    const [good] = exchangesOf('attachment__create_for_invoice')
    const [bad] = exchangesOf('attachment__error_estimate')
    if (!good || !bad) throw new Error('a recording is missing')
    expect(await against(good.response, (company) => company.upload(file))).toMatchObject({ outcome: 'done' })
    expect(await against(bad.response, (company) => company.upload(file))).toMatchObject({
      outcome: 'refused',
      fault: { code: '6000' },
    })
  })
})

recorded('faults', () => {
  test.each([
    ['error__400', 1, 'refused', 'invalid', '4001'],
    ['error__400_json', 0, 'refused', 'invalid', '2010'],
    ['error__401', 0, 'refused', 'unauthorized', '3200'],
    ['error__500', 0, 'refused', 'invalid', '500'],
    ['error__500', 1, 'refused', 'invalid', '2030'],
    ['error__validation', 0, 'refused', 'duplicate', '6240'],
  ])('%s (%d) is %s, %s, %s', async (name, at, outcome, kind, code) => {
    const response = exchangesOf(name)[at]?.response ?? { status: 0 }
    const answer = await against(response, (company) => company.create('Customer', {}, 'k'))
    expect(answer).toMatchObject({ outcome, fault: { kind, code } })
  })
})

recorded('changes', () => {
  test('recorded estimates, and a printed deletion', async () => {
    const [live] = exchangesOf('cdc__basic')
    if (!live) throw new Error('a recording is missing')
    const since = new Date('2026-01-01T00:00:00Z')
    const answer = await against(live.response, (company) => company.changes(['Estimate'], since))
    expect(answer).toMatchObject({ outcome: 'done', value: { truncated: [], deleted: [] } })
    expect(answer.outcome === 'done' && answer.value.changed.Estimate?.length).toBeGreaterThan(0)
    // The printed sample cuts its live rows down to their ids, so only its deletion is used.
    const [sample] = JSON.parse(read('intuit-doc-samples/changedatacapture.json'))
    const groups = sample.json.CDCResponse[0].QueryResponse
    const printed = groups[1].Estimate.filter((row: { status?: string }) => row.status === 'Deleted')
    const json = { ...sample.json, CDCResponse: [{ QueryResponse: [{ Estimate: printed }] }] }
    expect(
      await against({ status: 200, json }, (company) => company.changes(['Estimate'], since)),
    ).toMatchObject({
      value: { deleted: [{ entity: 'Estimate', id: '979', at: '2015-12-23T12:55:50-08:00' }] },
    })
  })
})

recorded('notifications', () => {
  test("Intuit's own signature vector is valid, and one changed byte is not", () => {
    const { verifierToken, rawBody, intuitSignature } = JSON.parse(read('webhooks/signature-vector.json'))
    const given = { signature: intuitSignature, verifierTokens: ['another', verifierToken] }
    expect(verifyWebhook({ rawBody: Buffer.from(rawBody), ...given })).toEqual({ valid: true })
    expect(
      verifyWebhook({ rawBody: Buffer.from(rawBody.replace('Create', 'create')), ...given }),
    ).toMatchObject({
      valid: false,
    })
    expect(parseWebhook(Buffer.from(rawBody))).toMatchObject({
      events: [{ entity: 'Customer', operation: 'created' }],
    })
  })

  test.each(
    namesIn('webhooks').filter((name) => name !== 'signature-vector.json'),
  )('%s is read whole', (name) => {
    expect(parseWebhook(Buffer.from(read(`webhooks/${name}`)))).toMatchObject({
      ok: true,
      skipped: 0,
      events: expect.arrayContaining([expect.objectContaining({ realmId: expect.stringMatching(/^\d+$/) })]),
    })
  })
})
