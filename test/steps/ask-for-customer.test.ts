/**
 * Goal: however many ask for a customer, and whatever they ask for, there is one, or a refusal that says what to do.
 * Method: use cases on a real database with QuickBooks' stand-in beside; people and workers at the same moment.
 */

import { settleCreation } from '../../src/customers/settle-creation'
import { markMastersStale, saveMasters } from '../../src/masters/master-table'
import { readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { customersOf, newDeal } from '../fixtures/customers'
import { deliver } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner, plan, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
const customers = customersOf(() => stage)
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 300 })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(() => stage.quickbooks.clearFaults())

const customerOfPlan = async (dealId: string) =>
  must(await stage.within((sql) => readScheduleOfDeal(sql, dealId))).terms.customerId
const readAgain = async () => {
  await stage.within((sql) => markMastersStale(sql, 'customers'))
  await readCompany(stage)
}
const CREATE = '/v3/company/*/customer'

describe('asking for a new one', () => {
  test('two people at once, the same wish: one creation; another wish waits', async () => {
    const dealId = await newDeal(stage)
    const both = await Promise.all(
      Array.from({ length: 6 }, () => customers.ask(dealId, { displayName: 'Twins' })),
    )
    expect(new Set(both.map((each) => each.creationId)).size).toBe(1)
    expect(await refusalOf(customers.ask(dealId, { displayName: 'Other' }))).toMatchObject({
      code: 'customer_being_created',
    })
    await deliver(stage)
    expect(await customers.named('Twins')).toHaveLength(1)
    // Pressed once more afterwards: what is there is the answer.
    expect((await customers.ask(dealId, { displayName: 'Twins' })).state).toBe('created')
    expect(await deliver(stage)).toBe(0)
  })

  test('the same name for two deals at once: one customer, and the other is told to wait', async () => {
    const deals = [await newDeal(stage), await newDeal(stage)]
    const asked = await Promise.allSettled(
      deals.map((dealId, at) => customers.ask(dealId, { displayName: at === 0 ? 'One Name' : 'ONE NAME' })),
    )
    expect(asked.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected'])
    await deliver(stage)
    expect([...(await customers.named('One Name')), ...(await customers.named('ONE NAME'))]).toHaveLength(1)
  })

  test('two deliveries at once send it once', async () => {
    const dealId = await newDeal(stage)
    await customers.ask(dealId, { displayName: 'Raced' })
    await stage.quickbooks.clearLog()
    const other = stage.anotherProcess()
    await Promise.all([deliver(stage), deliver(stage, other), deliver(stage)])
    const log = await stage.quickbooks.log()
    expect(log.filter((each) => each.method === 'POST' && each.path.endsWith('/customer'))).toHaveLength(1)
  })

  test('what QuickBooks would refuse is refused before anything is sent, each where it stands', async () => {
    const dealId = await newDeal(stage)
    await plan(stage, dealId, draftOf('1000', [fixed('Design', '1000')], { customer: null }))
    const wrong = {
      displayName: 'Acme:株',
      companyName: '会社',
      currency: 'EUR',
      parentId: '987654',
      address: { city: '東京' },
    }
    const refused = await refusalOf(customers.ask(dealId, wrong))
    expect(refused).toMatchObject({ code: 'validation_failed', status: 422 })
    expect((refused['errors'] as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
      '/create/displayName',
      '/create/companyName',
      '/create/address/city',
      '/create/currency',
      '/create/parentId',
    ])
  })

  test('a sub-customer of one that is inactive, or five levels deep, is refused', async () => {
    const dealId = await newDeal(stage)
    let parent = await customers.make('customer', { DisplayName: 'Level 0' })
    for (let level = 1; level <= 4; level += 1) {
      parent = await customers.make('customer', {
        DisplayName: `Level ${level}`,
        Job: true,
        ParentRef: { value: parent.Id },
      })
    }
    const off = await customers.make('customer', { DisplayName: 'Off Parent' })
    await customers.make('customer', { Id: off.Id, SyncToken: off.SyncToken, sparse: true, Active: false })
    await readAgain()
    for (const parentId of [parent.Id, off.Id]) {
      const wish = { displayName: 'Job', parentId }
      expect(await refusalOf(customers.ask(dealId, wish))).toMatchObject({ code: 'validation_failed' })
    }
  })

  test('a plan that may not change keeps its customer; the new one is kept with the deal, and said', async () => {
    const dealId = await newDeal(stage)
    await plan(stage, dealId, draftOf('1000', [fixed('Design', '1000')], { customer: null }))
    await customers.ask(dealId, { displayName: 'Too Late' })
    const payers = ['1', '2'].map((id) => ({ customer: { quickbooksId: id }, share: { percent: '50' } }))
    await plan(stage, dealId, draftOf('1000', [], { payers }))
    await deliver(stage)
    expect(await customers.creation(dealId)).toMatchObject({ state: 'created' })
    expect(await customerOfPlan(dealId)).toBe('1')
    expect((await customers.told(dealId)).at(-1)).toBe(
      'The plan keeps its customer, and “Too Late” is kept with the deal',
    )
  })
})

describe('owed to QuickBooks', () => {
  const settle = (id: string, action: 'retry' | 'cancel') =>
    stage.within((sql) => settleCreation(sql, owner, stage.workspaceId, id, action))

  test('what never left is cancelled; what may have been sent can’t be', async () => {
    const dealId = await newDeal(stage)
    const { creationId } = await customers.ask(dealId, { displayName: 'Changed Mind' })
    expect((await settle(creationId, 'cancel')).state).toBe('cancelled')
    expect(await deliver(stage)).toBe(0)
    const again = await customers.ask(dealId, { displayName: 'Changed Mind' })
    await stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, effect: 'drop-reply' })
    await stage.quickbooks.fault({ method: 'GET', path: '*query*', times: 1, effect: 'status', status: 503 })
    await deliver(stage)
    expect(await refusalOf(settle(again.creationId, 'cancel'))).toMatchObject({ code: 'nothing_to_cancel' })
    // Looked for at once, and found.
    await settle(again.creationId, 'retry')
    await deliver(stage)
    expect(await customers.creation(dealId)).toMatchObject({ state: 'created' })
    expect(await customers.named('Changed Mind')).toHaveLength(1)
  })

  test('a refused one is tried again once its cause is mended', async () => {
    const dealId = await newDeal(stage)
    const vendor = await customers.make('vendor', { DisplayName: 'In The Way' })
    const { creationId } = await customers.ask(dealId, { displayName: 'In The Way' })
    await deliver(stage)
    expect(await customers.creation(dealId)).toMatchObject({ state: 'refused' })
    await customers.make('vendor', {
      Id: vendor.Id,
      SyncToken: vendor.SyncToken,
      sparse: true,
      Active: false,
    })
    expect((await settle(creationId, 'retry')).state).toBe('cancelled')
    await deliver(stage)
    expect(await customers.creation(dealId)).toMatchObject({ state: 'created', generation: 2 })
  })
})

describe('the currency', () => {
  const several = (home: string) =>
    stage.within((sql) =>
      saveMasters(sql, 'preferences', [
        {
          quickbooksId: '1',
          name: 'Preferences',
          active: true,
          body: { CurrencyPrefs: { MultiCurrencyEnabled: true, HomeCurrency: { value: home } } },
        },
      ]),
    )

  test('one that the company does not keep books in is refused with who can turn it on', async () => {
    const dealId = await newDeal(stage)
    expect(await refusalOf(customers.ask(dealId, { displayName: 'Euros', currency: 'EUR' }))).toMatchObject({
      code: 'currency_mismatch',
      currency: 'EUR',
    })
  })

  test('the schedule decides; before there is one, whoever asks, and else the deal', async () => {
    await several('USD')
    const [planned, asked, silent] = [await newDeal(stage), await newDeal(stage), await newDeal(stage)]
    await plan(stage, planned, {
      ...draftOf('1000', [], { customer: null }),
      contractValue: { amount: '1000', currency: 'EUR' },
    })
    await customers.ask(planned, { displayName: 'By The Plan' })
    await customers.ask(asked, { displayName: 'By The Wish', currency: 'GBP' })
    await customers.ask(silent, { displayName: 'By The Deal' })
    await deliver(stage)
    const currencies = ['By The Plan', 'By The Wish', 'By The Deal'].map(
      async (name) => must((await customers.named(name))[0]).CurrencyRef?.value,
    )
    expect(await Promise.all(currencies)).toEqual(['EUR', 'GBP', 'USD'])
    expect(await customerOfPlan(planned)).not.toBeNull()
  })

  test('a job has its client’s currency', async () => {
    await several('USD')
    const wish = { displayName: 'Foreign Job', parentId: '3', currency: 'EUR' }
    expect(await refusalOf(customers.ask(await newDeal(stage), wish))).toMatchObject({
      code: 'validation_failed',
      detail: '“Cool Cars” is billed in USD, this customer in EUR.',
    })
  })
})
