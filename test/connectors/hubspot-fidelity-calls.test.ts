import { eventReasons } from './hubspot-fidelity-reasons'
import { read, startReport, withRecordings } from './hubspot-fidelity-recordings'
import { agency, type Stage, startEar, startStage } from './hubspot-simulator-stage'

withRecordings('calls as HubSpot recorded them', () => {
  const { hold, note } = startReport()
  let stage: Stage
  let ear: Awaited<ReturnType<typeof startEar>>
  beforeAll(async () => {
    ear = await startEar()
    stage = await startStage({ webhook: { url: ear.url } })
  })
  afterAll(async () => {
    await stage.simulator.close()
    await ear.close()
  })

  const deals = '/crm/objects/2026-03/deals'
  const heard = async (kind: string, property?: string) => {
    const fits = (event: Record<string, unknown>) =>
      event['subscriptionType'] === kind &&
      event['propertyName'] === property &&
      event['isPrimaryAssociation'] !== true
    await ear.until(() => ear.events().some(fits))
    return ear.events().findLast(fits)
  }

  test('classic webhooks, to the order of their keys', async () => {
    const { events } = read('samples/webhooks-deal-classic.json')
    const { accessToken } = stage.simulator.issueTokens(agency.portalId)
    const properties = { dealname: 'x', dealstage: 'qualifiedtobuy', amount: '2000' }
    const made = await stage.post(deals, { properties }, accessToken)
    await stage.ask('DELETE', `${deals}/${made.body.id}`, undefined, accessToken)
    for (const [name, recorded] of Object.entries<object>(events)) {
      const [kind = '', property] = name.split(' ')
      const said = await heard(kind, property)
      hold(`classic ${name}`, recorded, said, eventReasons)
      expect(Object.keys(said ?? {})).toEqual(Object.keys(recorded))
    }
  })

  test('generic webhooks, to the order of their keys', async () => {
    const recorded = read('samples/webhooks-object-generic.json')
    await stage.ask('PUT', '/simulator/webhooks', { format: 'generic' }, '')
    const home = `/portals/${agency.portalId}/deals`
    const form = { dealname: 'Generic', amount: '3', currency: 'USD', stage: 'default/closedwon' }
    await stage.ask('POST', home, new URLSearchParams(form), '')
    const id = await stage.dealId('Generic')
    await stage.ask('POST', `${home}/${id}`, new URLSearchParams({ ...form, closedate: '2026-12-01' }), '')
    const date = await heard('object.propertyChange', 'closedate')
    await stage.ask('POST', `${home}/${id}/archive`, new URLSearchParams(), '')
    const pairs: [string, object, unknown][] = [
      ['creation', recorded.creationBatch[2], await heard('object.creation')],
      ['change', recorded.creationBatch[0], await heard('object.propertyChange', 'dealname')],
      ['date', recorded.dateProperty, date],
      ['deletion', recorded.deletion, await heard('object.deletion')],
      ['deal change', recorded.derivedForDeals[0], await heard('object.propertyChange', 'dealstage')],
      ['deal deletion', recorded.derivedForDeals[1], await heard('object.deletion')],
    ]
    for (const [name, sample, said] of pairs) {
      hold(`generic ${name}`, sample, said, eventReasons)
      expect(Object.keys(Object(said))).toEqual(Object.keys(sample))
    }
    const batch = ear.heard.find(({ events }) =>
      events.some((e) => e['subscriptionType'] === 'object.creation'),
    )
    expect(
      batch?.events.findIndex((event) => event['subscriptionType'] === 'object.creation'),
    ).toBeGreaterThan(0)
  })

  test('links and merges ring as far as they are known', async () => {
    const links = read('samples/webhooks-association.json')
    const merges = read('samples/webhooks-merge.json')
    const home = `/portals/${agency.portalId}/deals`
    const make = async (dealname: string) => {
      const form = {
        dealname,
        amount: '3',
        currency: 'USD',
        stage: 'default/closedwon',
        company: 'Cool Cars',
      }
      await stage.ask('POST', home, new URLSearchParams(form), '')
      return stage.dealId(dealname)
    }
    await stage.ask('PUT', '/simulator/webhooks', { format: 'generic' }, '')
    await make('By hand 1')
    hold(
      'link generic',
      links.genericObjectAssociationChange.synthetic,
      await heard('object.associationChange'),
      eventReasons,
    )
    await stage.ask('PUT', '/simulator/webhooks', { format: 'classic' }, '')
    await make('By hand 2')
    const link = await heard('deal.associationChange')
    hold('link 2026', links.liveDealLineItem2026, link, eventReasons)
    hold('link 2024', links.liveCompanyDeal2024, link, eventReasons)

    for (const [mode, format, index] of [
      ['new_id', 'classic', 0],
      ['primary_id', 'classic', 1],
      ['new_id', 'generic', 2],
    ] as const) {
      await stage.turn({ merge_survivor: mode })
      await stage.ask('PUT', '/simulator/webhooks', { format }, '')
      const primary = await make(`Kept ${index}`)
      const other = await make(`Given up ${index}`)
      await stage.ask('POST', `${home}/${primary}/merge`, new URLSearchParams({ other }), '')
      const [merge, deletion] = merges.syntheticExamples[index].events
      const subject = format === 'generic' ? 'object' : 'deal'
      await ear.until(() =>
        ear
          .events()
          .some((event) => event['objectId'] === Number(other) && event['changeFlag'] === 'DELETED'),
      )
      const said = await heard(`${subject}.merge`)
      hold(`merge ${mode} ${format}`, merge, said, eventReasons)
      expect(said?.['newObjectId'] === said?.['primaryObjectId']).toBe(mode === 'primary_id')
      if (deletion !== undefined) {
        hold(`merge ${mode} deletion`, deletion, await heard(`${subject}.deletion`), eventReasons)
      }
    }
    note(
      'webhooks-test-button, officialSdkFixture, docsExample: not sent',
      'a person in HubSpot’s settings, or its older pages, make them',
    )
  })

  test('a workflow calls as recorded, and takes the completion', async () => {
    const recorded = read('samples/workflow-action.json')
    const run = {
      url: ear.url,
      portalId: agency.portalId,
      objectId: await stage.dealId('Brand Redesign'),
      properties: ['dealname', 'amount', 'dealstage'],
      inputFields: { milestone_key: 'kickoff' },
    }
    const answer = await fetch(`${stage.simulator.url}/simulator/workflow-action`, {
      method: 'POST',
      body: JSON.stringify(run),
    }).then((response) => response.json())
    hold('workflow', recorded.executionRequest.dealVariantDerived, answer.request, eventReasons)
    const names = Object.keys(ear.heard.at(-1)?.headers ?? {})
    for (const header of ['signature', 'signature-version', 'request-timestamp', 'signature-v3']) {
      expect(names).toContain(`x-hubspot-${header}`)
    }
    const { path, body, response, alternatives } = recorded.completeRequest
    for (const each of [path, ...alternatives]) {
      const at = each.replace('{callbackId}', answer.execution.callbackId)
      expect((await stage.post(at, body)).status).toBe(response)
    }
    const inputs = [{ ...recorded.batchComplete.body.inputs[0], callbackId: answer.execution.callbackId }]
    expect((await stage.post(recorded.batchComplete.path, { inputs })).status).toBe(
      recorded.batchComplete.response,
    )
    note('workflow optionsUrl: not asked', 'none of the app’s actions offers options')
  })
})
