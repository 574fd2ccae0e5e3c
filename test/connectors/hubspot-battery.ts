import { Client } from '@hubspot/api-client'
import type { Answer, CallRecord } from '../../connectors/answer'
import { openPortal } from '../../connectors/hubspot/open-portal'
import type { Portal } from '../../connectors/hubspot/portal'

const NO_SUCH_ID = '999999999999'

/** One HubSpot to run the battery on. The portal must be a test portal: deals are made, and archived again. */
export interface Place {
  readonly baseUrl: string
  readonly token: string
}

export function open({ baseUrl, token }: Place, records: CallRecord[] = [], deadlineMs = 15_000): Portal {
  return openPortal('148000001', {
    baseUrl,
    accessToken: async () => token,
    pace: async () => {},
    record: (call) => records.push(call),
    deadlineMs,
  })
}

export function done<T>(answer: Answer<T>): T {
  if (answer.outcome !== 'done') throw new Error(JSON.stringify(answer.fault))
  return answer.value
}

export async function eventually<T>(look: () => Promise<T>, found: (value: T) => boolean): Promise<T> {
  for (let turn = 0; ; turn += 1) {
    const value = await look()
    if (found(value)) return value
    if (turn === 60) throw new Error(`never seen: ${JSON.stringify(value).slice(0, 500)}`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

/** What every HubSpot must do for us, simulated or real. */
export function battery(placeOf: () => Place): void {
  let portal: Portal
  let theirs: Client
  let place: { pipeline: string; dealstage: string }
  const made: string[] = []

  /** Deals come into being by HubSpot's own client, so that ours is judged by another's work. */
  async function makeDeal(name: string, amount = '100'): Promise<string> {
    const deal = await theirs.crm.deals.basicApi.create({
      properties: { dealname: name, amount, ...place },
      associations: [],
    })
    made.push(deal.id)
    return deal.id
  }

  beforeAll(async () => {
    const { baseUrl, token } = placeOf()
    portal = open({ baseUrl, token })
    theirs = new Client({ basePath: baseUrl, accessToken: token, numberOfApiCallRetries: 0 })
    const [first] = done(await portal.pipelines())
    place = { pipeline: first?.id ?? '', dealstage: first?.stages[0]?.id ?? '' }
  })
  afterAll(async () => {
    for (const id of made) await theirs.crm.deals.basicApi.archive(id).catch(() => {})
  })

  test('the account, its owners and its pipelines', async () => {
    expect(done(await portal.account()).portalId).toBeGreaterThan(0)
    expect(done(await portal.owners()).length).toBeGreaterThan(0)
    const stages = done(await portal.pipelines()).flatMap((pipeline) => pipeline.stages)
    const won = stages.filter(
      ({ metadata }) => metadata?.['isClosed'] === 'true' && metadata['probability'] === '1.0',
    )
    expect(won.length).toBeGreaterThan(0)
  })

  test('deals by id, unknown ones named', async () => {
    const ids = [await makeDeal('One'), await makeDeal('Two')]
    const { deals, missing } = done(await portal.readDeals([...ids, NO_SUCH_ID]))
    expect(deals.map(({ id }) => id).sort()).toEqual([...ids].sort())
    expect(missing).toEqual([NO_SUCH_ID])
    expect(done(await portal.readDeal(NO_SUCH_ID))).toBeNull()
  })

  test('one bad deal and one missing deal cost a batch nothing', async () => {
    const good = await makeDeal('Good')
    const bad = await makeDeal('Bad')
    const answers = done(
      await portal.updateDeals([
        { id: good, properties: { amount: '250.50' } },
        { id: bad, properties: { amount: 'not a number' } },
        { id: NO_SUCH_ID, properties: { amount: '1' } },
      ]),
    )
    expect(answers).toMatchObject([
      { id: good, ok: true },
      { id: bad, ok: false, missing: false },
      { id: NO_SUCH_ID, ok: false, missing: true },
    ])
    expect(done(await portal.readDeal(good))?.properties['amount']).toBe('250.50')
    expect(done(await portal.readDeal(bad))?.properties['amount']).toBe('100')
  })

  test('the same deal twice in one batch', async () => {
    const id = await makeDeal('Twice')
    const answers = done(
      await portal.updateDeals([
        { id, properties: { amount: '1' } },
        { id, properties: { amount: '2' } },
      ]),
    )
    expect(answers).toMatchObject([{ ok: true }, { ok: true }])
    expect(done(await portal.readDeal(id))?.properties['amount']).toBe('2')
  })

  test('an archived deal is missing among many, and found alone and in the archived list', async () => {
    const id = await makeDeal('Archived')
    await theirs.crm.deals.basicApi.archive(id)
    expect(done(await portal.readDeals([id]))).toEqual({ deals: [], missing: [id], unreadable: [] })
    expect(done(await portal.readDeal(id))).toMatchObject({ id, archived: true })
    const found = await eventually(
      async () => done(await portal.listDeals({ archived: true })).items.map((deal) => deal.id),
      (ids) => ids.includes(id),
    )
    expect(found).toContain(id)
  })

  test('a merged-away deal answers with its survivor', async () => {
    const primary = await makeDeal('Primary')
    const other = await makeDeal('Other')
    const merged = await theirs.apiRequest({
      method: 'POST',
      path: '/crm/objects/2026-03/deals/merge',
      body: { primaryObjectId: primary, objectIdToMerge: other },
    })
    expect(merged.status).toBe(200)
    const survivor = done(await portal.readDeal(other))
    expect(survivor?.id).not.toBe(other)
    made.push(survivor?.id ?? '')
    const { deals, missing } = done(await portal.readDeals([other]))
    expect(missing).toEqual([other])
    expect(deals.every(({ id }) => id === survivor?.id)).toBe(true)
  })

  test('every live deal is on some page of the list', async () => {
    const id = await makeDeal('Listed')
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = done(await portal.listDeals({ archived: false, after }))
      seen.push(...page.items.map((deal) => deal.id))
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(seen).toContain(id)
    expect(new Set(seen).size).toBe(seen.length)
  })

  test('what changed is found by search, a little later, by id', async () => {
    const id = await makeDeal('Searched')
    const deal = done(await portal.readDeal(id))
    const at = new Date(deal?.properties['hs_lastmodifieddate'] ?? '')
    const items = await eventually(
      async () => done(await portal.dealsModifiedSince(at)).items,
      (deals) => deals.some((each) => each.id === id),
    )
    const ids = items.map((each) => Number(each.id))
    expect(ids).toEqual(ids.toSorted((one, other) => one - other))
    const beyond = done(await portal.dealsModifiedSince(at, id))
    expect(beyond.items.every((each) => Number(each.id) > Number(id))).toBe(true)
    const later = done(await portal.dealsModifiedSince(new Date(at.getTime() + 3_600_000)))
    expect(later.items.map((each) => each.id)).not.toContain(id)
  })

  test('the primary company names the deal', async () => {
    const id = await makeDeal('With companies')
    const alone = await makeDeal('Without')
    const [first, primary] = await Promise.all(
      ['First Ltd', 'Primary Ltd'].map((name) =>
        theirs.crm.companies.basicApi.create({ properties: { name }, associations: [] }),
      ),
    )
    for (const [company, typeId] of [
      [first, 341],
      [primary, 5],
    ] as const) {
      await theirs.apiRequest({
        method: 'PUT',
        path: `/crm/objects/2026-03/deals/${id}/associations/companies/${company?.id}`,
        body: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId }],
      })
    }
    const names = await eventually(
      async () => done(await portal.companyNames([id, alone])),
      (given) => given[id] === 'Primary Ltd',
    )
    expect(names).toEqual({ [id]: 'Primary Ltd' })
    for (const company of [first, primary]) {
      if (company) await theirs.crm.companies.basicApi.archive(company.id)
    }
  })

  test('properties are created once, and take values', async () => {
    const group = { name: 'milepost_battery', label: 'Milepost battery' }
    const text = { type: 'string', fieldType: 'text', description: 'Made by a test' } as const
    const definitions = [
      { name: 'milepost_battery_note', label: 'Note', ...text },
      {
        name: 'milepost_battery_sum',
        label: 'Sum',
        description: 'Made by a test',
        type: 'number',
        fieldType: 'number',
        money: true,
      },
    ] as const
    const names = definitions.map(({ name }) => name)
    try {
      expect(done(await portal.ensureDealProperties(group, definitions)).created.sort()).toEqual(
        [...names].sort(),
      )
      expect(done(await portal.ensureDealProperties(group, definitions)).created).toEqual([])
      const id = await makeDeal('With properties')
      const properties = { milepost_battery_note: 'M2', milepost_battery_sum: '1234.56' }
      expect(done(await portal.updateDeals([{ id, properties }]))).toEqual([{ id, ok: true }])
      const read = await theirs.crm.deals.basicApi.getById(id, names)
      expect(read.properties).toMatchObject(properties)
    } finally {
      for (const name of names) await theirs.crm.properties.coreApi.archive('deals', name).catch(() => {})
      await theirs.crm.properties.groupsApi.archive('deals', group.name).catch(() => {})
    }
  })

  test('a token that HubSpot does not know is unauthorized', async () => {
    const stranger = open({ baseUrl: placeOf().baseUrl, token: 'pat-na1-nobody' })
    const answer = await stranger.account()
    expect(answer).toMatchObject({ outcome: 'refused', fault: { kind: 'unauthorized', status: 401 } })
    expect(answer.outcome === 'refused' && answer.fault.trace).toBeTruthy()
  })
}
