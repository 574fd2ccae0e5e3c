import { verifyRequest } from '../../connectors/hubspot/signature'
import { associationTypes } from '../../connectors/hubspot/simulator/association-types'
import { objectTypes } from '../../connectors/hubspot/simulator/object-types'
import { decodeForV3, signV1, signV2, signV3 } from '../../connectors/hubspot/simulator/sign'
import { apiReasons } from './hubspot-fidelity-reasons'
import { read, startReport, withRecordings } from './hubspot-fidelity-recordings'
import { agency, app, type Stage, startStage } from './hubspot-simulator-stage'

withRecordings('answers as HubSpot recorded them', () => {
  const { hold, note } = startReport()
  let stage: Stage
  beforeAll(async () => {
    stage = await startStage({ limits: { per10s: 110, searchPerSecond: 5 } })
  })
  afterAll(() => stage.simulator.close())

  const deals = '/crm/objects/2026-03/deals'
  const patch = (id: string, properties: object, token?: string) =>
    stage.ask('PATCH', `${deals}/${id}`, { properties }, token)
  const oauth = (path: string, form: Record<string, string>) =>
    stage.ask(
      'POST',
      path,
      new URLSearchParams({ client_id: app.clientId, client_secret: app.clientSecret, ...form }),
      '',
    )
  const refresh = (refresh_token: string) =>
    oauth('/oauth/2026-09/token', { grant_type: 'refresh_token', refresh_token })

  /** The request that brings about each recorded error; `null` where the simulator offers no such request. */
  const errors: Record<string, (() => Promise<{ status: number; body: unknown }>) | null> = {
    genericValidation: async () => patch(await stage.dealId('Brand Redesign'), { testproperty: 'x' }),
    invalidInteger: () => stage.post('/crm/v3/objects/line_items', { properties: { discount: 'x' } }),
    missingScopes: async () => stage.get(deals, await narrow()),
    noAuth: () => stage.get(deals, ''),
    expiredToken: async () => {
      const { accessToken } = stage.simulator.issueTokens(agency.portalId)
      stage.clock.moveTo(1_818_000)
      const answer = await stage.get(deals, accessToken)
      stage.clock.moveTo(0)
      return answer
    },
    notFoundSingle: () => stage.get(`${deals}/999`),
    conflict: () => stage.post('/crm/v3/objects/contacts', { properties: { email: 'amy@birds.example' } }),
    pipelineStageInUse: null,
    rateTenSecondly: () => flooded(() => stage.get('/account-info/2026-03/details'), 111),
    rateSearchSecondly: () => flooded(() => stage.post(`${deals}/search`, {}), 6),
    rateNewer: async () => {
      await stage.turn({ rate_limit_body: 'category' })
      const answer = await flooded(() => stage.post(`${deals}/search`, {}), 6)
      await stage.turn({ rate_limit_body: 'policy' })
      return answer
    },
    batchReadMissing: () => stage.post(`${deals}/batch/read`, { inputs: [{ id: '999' }], properties: [] }),
    batchCreateMultiStatus: () =>
      stage.post(`${deals}/batch/create`, {
        inputs: [
          { properties: { dealname: 'a', dealstage: 'closedwon' }, objectWriteTraceId: '549b1c2a9350' },
          { properties: { missing: '1' }, objectWriteTraceId: '549b1c2a9351' },
        ],
      }),
    oauthBadRefresh: () => refresh('nonsense'),
    oauthBadHub: async () => {
      const { accessToken, refreshToken } = stage.simulator.issueTokens(agency.portalId)
      await stage.ask('DELETE', '/appinstalls/2026-09/external-install', undefined, accessToken)
      await stage.turn({ uninstalled_refresh: 'BAD_HUB' })
      return refresh(refreshToken)
    },
  }

  async function flooded(ask: () => Promise<{ status: number; body: unknown }>, times: number) {
    stage.clock.moveTo(stage.clock.offsetMs() + 60_000)
    const all = await Promise.all(Array.from({ length: times }, ask))
    stage.clock.moveTo(stage.clock.offsetMs() + 60_000)
    return all.find(({ status }) => status === 429) ?? { status: 200, body: {} }
  }

  async function narrow(): Promise<string> {
    const redirect_uri = 'http://127.0.0.1/back'
    const query = new URLSearchParams({ client_id: app.clientId, redirect_uri, scope: 'oauth' })
    const form = { portal: String(agency.portalId), decision: 'connect' }
    const sent = await oauth(`/oauth/authorize?${query}`, form)
    const code = new URL(sent.headers.get('location') ?? '').searchParams.get('code') ?? ''
    const tokens = await oauth('/oauth/2026-09/token', {
      grant_type: 'authorization_code',
      redirect_uri,
      code,
    })
    return tokens.body.access_token
  }

  test('every recorded error is answered alike', async () => {
    const { provenance: _, otherStatuses: __, ...recorded } = read('samples/errors.json')
    expect(Object.keys(errors).sort()).toEqual(Object.keys(recorded).sort())
    for (const [name, ask] of Object.entries(errors)) {
      if (ask === null) {
        note(`errors.${name}: not asked`, 'pipelines can only be read here')
        continue
      }
      const { status, body } = recorded[name]
      const said = await ask()
      hold(`errors.${name}`, { status, body }, { status: said.status, body: said.body }, apiReasons)
    }
  })

  test('tokens, introspection and the uninstall', async () => {
    const recorded = read('samples/oauth.json')
    const { accessToken, refreshToken } = stage.simulator.issueTokens(agency.portalId)
    for (const path of recorded.tokenRequest.paths) {
      const said = await oauth(path, { grant_type: 'refresh_token', refresh_token: refreshToken })
      hold('oauth.tokenResponse', recorded.tokenResponse, said.body, apiReasons)
    }
    const look = (token: string) => oauth(recorded.introspectRequest.path, { token })
    const { body } = await look(accessToken)
    hold('oauth.introspect', recorded.introspectResponseAccess, body, apiReasons)
    hold('oauth.inactive', recorded.introspectInactive, (await look('nonsense')).body, apiReasons)
    const { method, path, response } = recorded.uninstall
    expect((await stage.ask(method, path, undefined, accessToken)).status).toBe(response)
  })

  test('ids of types and links, the default pipeline, what is read-only', async () => {
    const reference = read('crm-reference.json')
    for (const type of objectTypes) expect(reference.objectTypeIds[type.singular]).toBe(type.id)
    const known = new Set<number>(reference.associationTypes.map((type: { typeId: number }) => type.typeId))
    for (const type of associationTypes) expect(known).toContain(type.typeId)
    const words = (name: string) =>
      name
        .replace(/^primary(\w)/, (_, first) => first.toLowerCase())
        .replace(/To([A-Z])/, (_, f) => ` ${f.toLowerCase()}`)
    const served = new Set(objectTypes.map((type) => type.singular))
    for (const [name, typeId] of Object.entries(reference.sdkAssociationTypesDeals)) {
      const [from = '', to = ''] = words(name)
        .replace(/([A-Z])/g, '_$1')
        .toLowerCase()
        .split(' ')
      if (!served.has(from) || !served.has(to)) continue
      expect(associationTypes).toContainEqual(expect.objectContaining({ from, to, typeId }))
    }
    const pipeline = await stage.get('/crm/pipelines/2026-03/deals/default')
    hold('pipeline', reference.defaultDealPipeline, pipeline.body, apiReasons)
    const id = await stage.dealId('Brand Redesign')
    for (const name of reference.readOnlyDealProperties) {
      expect((await patch(id, { [name]: '1' })).body.errors).toMatchObject([{ code: 'READ_ONLY_VALUE' }])
    }
  })

  test('signatures: what we sign is what was signed, and our own verifier believes it', () => {
    for (const vector of read('signature-vectors.json').vectors) {
      const { version, secret, method = 'POST', body, timestamp = '', expected } = vector
      const url = vector.uriAsSigned ?? ''
      const request = { method, url, body }
      const sign = {
        v1: () => signV1(secret, body),
        v2: () => signV2(secret, request),
        v3: () => signV3(secret, request, timestamp),
      }
      const signature = sign[version as keyof typeof sign]()
      expect([vector.name, signature]).toEqual([vector.name, expected])
      const uri: string = vector.uriRaw ?? url
      expect([uri, decodeForV3(uri)]).toContain(url || uri)
      const headers =
        version === 'v3'
          ? { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': timestamp }
          : { 'x-hubspot-signature': signature, 'x-hubspot-signature-version': version }
      const now = timestamp === '' ? new Date(0) : new Date(Number(timestamp) + 1000)
      const accept = version === 'v1' ? 'webhook' : version === 'v2' ? 'workflow' : 'card'
      const asked = {
        method,
        uri,
        rawBody: Buffer.from(body),
        headers,
        clientSecrets: [secret],
        now,
        accept,
      } as const
      expect(verifyRequest(asked)).toEqual({ valid: true, version })
      expect(verifyRequest({ ...asked, rawBody: Buffer.from(`${body} `) }).valid).toBe(false)
    }
  })
})
