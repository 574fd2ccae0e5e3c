import type { DataMatcherMap } from 'nock'
import type { PropertyDefinition } from '../../connectors/hubspot/objects'
import { stagePortal } from './hubspot-stage'

const { open, hubspot, records } = stagePortal()

describe('ensureDealProperties', () => {
  const PATH = '/crm/properties/2026-03/deals'
  const group = { name: 'milepost', label: 'Milestone billing' }
  const text = { description: '', type: 'string', fieldType: 'text' } as const
  const status: PropertyDefinition = { name: 'milepost_status', label: 'Status', ...text }
  const billed: PropertyDefinition = {
    name: 'milepost_billed',
    label: 'Billed',
    description: 'Sum',
    type: 'number',
    fieldType: 'number',
    money: true,
  }
  const statusInput = { groupName: 'milepost', name: 'milepost_status', label: 'Status', ...text }
  const plainBilled = {
    groupName: 'milepost',
    name: 'milepost_billed',
    label: 'Billed',
    description: 'Sum',
    type: 'number',
    fieldType: 'number',
  }
  const hintedBilled = {
    ...plainBilled,
    numberDisplayHint: 'currency',
    showCurrencySymbol: true,
    currencyPropertyName: 'deal_currency_code',
  }
  const existing = (...names: string[]) =>
    hubspot()
      .get(PATH)
      .reply(200, { results: names.map((name) => ({ name })) })
  const groups = (code: number) => hubspot().post(`${PATH}/groups`, group).reply(code, group)
  const create = (...inputs: DataMatcherMap[]) => hubspot().post(`${PATH}/batch/create`, { inputs })
  const made = (...names: string[]) => ({ results: names.map((name) => ({ name })) })
  const ensure = () => open().ensureDealProperties(group, [status, billed])

  test('all there: nothing is written', async () => {
    existing('dealname', 'milepost_status', 'milepost_billed')
    expect(await ensure()).toMatchObject({ outcome: 'done', value: { created: [] } })
  })

  test('creates the group and what is missing', async () => {
    existing('milepost_status')
    groups(201)
    create(hintedBilled).reply(201, made('milepost_billed'))
    expect(await ensure()).toMatchObject({ value: { created: ['milepost_billed'] } })
    expect(records.map(({ operation, write }) => [operation, write])).toEqual([
      ['read deal properties', false],
      ['create property group', true],
      ['create deal properties', true],
    ])
  })

  test('the group may be there already', async () => {
    existing()
    groups(409)
    create(statusInput, hintedBilled).reply(200, made('milepost_status', 'milepost_billed'))
    expect(await ensure()).toMatchObject({ outcome: 'done' })
  })

  test('a portal that refuses the hints gets the property without them', async () => {
    existing()
    groups(409)
    create(statusInput, hintedBilled).reply(400, { category: 'VALIDATION_ERROR' })
    existing()
    create(statusInput, plainBilled).reply(201, made('milepost_status', 'milepost_billed'))
    expect(await ensure()).toMatchObject({ value: { created: ['milepost_status', 'milepost_billed'] } })
  })

  test('so does one that refuses only that property', async () => {
    existing()
    groups(201)
    create(statusInput, hintedBilled).reply(207, {
      ...made('milepost_status'),
      errors: [{ category: 'VALIDATION_ERROR', message: 'no hints' }],
    })
    existing('milepost_status')
    create(plainBilled).reply(201, made('milepost_billed'))
    expect(await ensure()).toMatchObject({ value: { created: ['milepost_status', 'milepost_billed'] } })
  })

  test('a colleague who creates the same at the same time costs the hints of none', async () => {
    existing()
    groups(409)
    create(statusInput, hintedBilled).reply(409, { category: 'CONFLICT' })
    existing('milepost_status')
    create(hintedBilled).reply(201, made('milepost_billed'))
    expect(await ensure()).toMatchObject({ value: { created: ['milepost_billed'] } })
  })

  test('what HubSpot keeps refusing ends as that refusal, after three rounds', async () => {
    groups(201)
    existing()
    create(statusInput, hintedBilled).reply(400, { message: 'no' })
    for (let round = 0; round < 2; round += 1) {
      existing()
      create(statusInput, plainBilled).reply(400, { message: 'still no', category: 'VALIDATION_ERROR' })
    }
    expect(await ensure()).toMatchObject({
      outcome: 'refused',
      fault: { kind: 'invalid', code: 'VALIDATION_ERROR', message: 'still no' },
    })
  })

  test('leftovers that never come are a refusal with HubSpot’s reason', async () => {
    groups(201)
    const partly = {
      ...made('milepost_status'),
      errors: [{ category: 'LIMIT', message: 'too many properties' }],
    }
    existing()
    create(statusInput, hintedBilled).reply(207, partly)
    for (let round = 0; round < 2; round += 1) {
      existing('milepost_status')
      create(plainBilled).reply(207, { results: [], errors: partly.errors })
    }
    expect(await ensure()).toMatchObject({
      outcome: 'refused',
      fault: { kind: 'invalid', status: 207, code: 'LIMIT', message: 'too many properties' },
    })
  })

  test('other failures end it where they happen', async () => {
    hubspot().get(PATH).reply(403)
    expect(await ensure()).toMatchObject({ fault: { kind: 'forbidden' } })
    existing()
    hubspot().post(`${PATH}/groups`).reply(500)
    expect(await ensure()).toMatchObject({ outcome: 'unknown' })
    existing()
    groups(201)
    create(statusInput, hintedBilled).reply(200, '')
    expect(await ensure()).toMatchObject({ outcome: 'unknown', fault: { kind: 'unreadable' } })
    existing()
    groups(201)
    create(statusInput, hintedBilled).reply(429)
    expect(await ensure()).toMatchObject({ outcome: 'refused', fault: { kind: 'throttled' } })
  })

  test('more than 100 is our own mistake', async () => {
    const many = Array.from({ length: 101 }, (_, at) => ({ ...status, name: `p${at}` }))
    await expect(open().ensureDealProperties(group, many)).rejects.toThrow(RangeError)
  })
})
