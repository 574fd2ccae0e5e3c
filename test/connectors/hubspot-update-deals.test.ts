import { dealOf, notFound, stagePortal } from './hubspot-stage'

const { open, hubspot, records, paced } = stagePortal()
const DEALS = '/crm/objects/2026-03/deals'

describe('updateDeals', () => {
  const update = (id: string) => ({ id, properties: { milepost_billed: `${id}.00` } })
  const three = ['1', '2', '3'].map(update)
  const batch = () => hubspot().post(`${DEALS}/batch/update`)
  const single = (id: string) => hubspot().patch(`${DEALS}/${id}`, { properties: update(id).properties })
  const ok = (id: string) => ({ id, ok: true })

  test('one call, a trace id for each input', async () => {
    hubspot()
      .post(`${DEALS}/batch/update`, {
        inputs: three.map((each, at) => ({ ...each, objectWriteTraceId: String(at) })),
      })
      .reply(200, { results: [dealOf('3'), dealOf('1'), dealOf('2')] })
    expect(await open().updateDeals(three)).toMatchObject({ value: [ok('1'), ok('2'), ok('3')] })
    expect(records).toMatchObject([{ operation: 'update deals', write: true }])
  })

  test('each input answers for itself', async () => {
    batch().reply(207, {
      results: [dealOf('1')],
      errors: [
        { category: 'VALIDATION_ERROR', message: 'rule of theirs', context: { objectWriteTraceId: ['1'] } },
        notFound(['3']),
      ],
    })
    expect(await open().updateDeals(three)).toMatchObject({
      outcome: 'done',
      value: [
        ok('1'),
        { id: '2', ok: false, missing: false, message: 'rule of theirs' },
        { id: '3', ok: false, missing: true, message: 'gone' },
      ],
    })
  })

  test('a merged-away deal was written under its new id', async () => {
    batch().reply(200, { results: [{ ...dealOf('9'), objectWriteTraceId: '0' }] })
    expect(await open().updateDeals([update('1')])).toMatchObject({ value: [ok('1')] })
  })

  test.each([400, 404, 409])('a batch refused with %i goes one at a time', async (status) => {
    batch().reply(status, { message: 'one of them' })
    single('1').reply(200, dealOf('1'))
    single('2').reply(400, { message: 'bad value' })
    single('3').reply(404)
    expect(await open().updateDeals(three)).toMatchObject({
      outcome: 'done',
      value: [
        ok('1'),
        { id: '2', ok: false, missing: false, message: 'bad value' },
        { id: '3', ok: false, missing: true },
      ],
    })
    expect(paced).toHaveLength(4)
  })

  test('an input that the answer forgets goes alone', async () => {
    batch().reply(207, { results: [dealOf('1'), dealOf('3')], errors: [{ message: 'somebody' }] })
    single('2').reply(200, dealOf('2'))
    expect(await open().updateDeals(three)).toMatchObject({ value: [ok('1'), ok('2'), ok('3')] })
  })

  test.each([
    [500, 'unknown', 'unavailable'],
    [429, 'refused', 'throttled'],
    [401, 'refused', 'unauthorized'],
    [403, 'refused', 'forbidden'],
  ])('%i is about all of them: nothing goes alone', async (status, outcome, kind) => {
    batch().reply(status)
    expect(await open().updateDeals(three)).toMatchObject({ outcome, fault: { kind } })
    expect(records).toHaveLength(1)
  })

  test('a failure on the way ends the whole', async () => {
    batch().reply(400)
    single('1').reply(200, dealOf('1'))
    single('2').reply(502)
    expect(await open().updateDeals(three)).toMatchObject({ outcome: 'unknown', fault: { status: 502 } })
  })

  test('none sends nothing; more than 100 is our own mistake', async () => {
    expect(await open().updateDeals([])).toMatchObject({ outcome: 'done', value: [] })
    const many = Array.from({ length: 101 }, (_, at) => update(String(at)))
    await expect(open().updateDeals(many)).rejects.toThrow(RangeError)
  })

  test('a message that repeats the token is cleaned', async () => {
    batch().reply(207, {
      results: [],
      errors: [{ message: 'Bearer a-token', context: { objectWriteTraceId: ['0'] } }],
    })
    expect(JSON.stringify(await open().updateDeals([update('1')]))).not.toContain('a-token')
  })
})
