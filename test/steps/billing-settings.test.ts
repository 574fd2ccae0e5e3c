/**
 * Goal: settings are taken, kept and told, or refused where they stand, and only by those who may. Method: the contract
 * over HTTP on a stage whose company is known.
 */

import { addDoor, secretHash } from '../../src/tenants/door-table'
import { addPerson } from '../../src/tenants/workspace-table'
import { type Api, openApi } from '../fixtures/api'
import { beginBilling } from '../fixtures/billing'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
const tokens = { admin: `mp_${'a'.repeat(40)}`, member: `mp_${'m'.repeat(40)}` }
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  api = await openApi(stage)
  for (const role of ['admin', 'member'] as const) {
    await stage.within(async (sql) => {
      const { personId } = await addPerson(sql, { name: `The ${role}`, email: null, role })
      await addDoor(sql, {
        kind: 'token',
        hash: secretHash(tokens[role]),
        subjectId: personId,
        expiresAt: null,
      })
    })
  }
})
afterAll(async () => {
  await api.close()
  await stage.close()
})
const patch = (body: object) => api.ask('PATCH', '/workspace', body)
const by = (who: keyof typeof tokens) => ({ headers: { authorization: `Bearer ${tokens[who]}` } })

test('what is set is answered, kept, and told with before and after', async () => {
  const billing = {
    retainageItemId: '1',
    retainageTaxCode: 'NON',
    numbering: { by: 'pattern', pattern: 'MP-{year}-{0000}' },
    copies: { cc: ['office@acme.example'], bcc: [] },
    onlinePayment: { card: true, bank: null },
  }
  const answer = await patch({ defaults: { cadence: { on: 'monthly', day: 5 } }, billing })
  expect(answer.status).toBe(200)
  expect(answer.body).toMatchObject({ defaults: { cadence: { on: 'monthly', day: 5 } }, billing })
  expect((await api.ask('GET', '/workspace')).body).toEqual(answer.body)
  const [told] = await stage.within((sql) =>
    sql<{ before: object; after: object }>('select before, after from history order by number desc limit 1'),
  )
  expect(told).toMatchObject({ before: { billing: { retainageItemId: null } }, after: { billing } })
  // One field alone leaves the others as they are.
  expect((await patch({ billing: { hoursItemId: '1' } })).body).toMatchObject({
    billing: { ...billing, hoursItemId: '1' },
  })
})

test('terms and days take each other’s place', async () => {
  expect((await patch({ defaults: { netDays: 30 } })).body).toMatchObject({
    defaults: { netDays: 30, termsId: null },
  })
  expect((await patch({ defaults: { termsId: '3' } })).body).toMatchObject({
    defaults: { netDays: null, termsId: '3' },
  })
})

test.each<[string, object, string]>([
  ['an item that QuickBooks has not', { billing: { depositItemId: '987654' } }, '/billing/depositItemId'],
  [
    'a tax code that QuickBooks has not',
    { billing: { depositTaxCode: '987654' } },
    '/billing/depositTaxCode',
  ],
  ['terms that QuickBooks has not', { defaults: { termsId: '987654' } }, '/defaults/termsId'],
  ['terms and days', { defaults: { termsId: '3', netDays: 7 } }, '/defaults/termsId'],
  [
    'a pattern without a number',
    { billing: { numbering: { by: 'pattern', pattern: 'MP' } } },
    '/billing/numbering/pattern',
  ],
  [
    'a day that not every month has',
    { defaults: { cadence: { on: 'monthly', day: 29 } } },
    '/defaults/cadence',
  ],
  ['what is no address', { billing: { copies: { cc: ['nobody'], bcc: [] } } }, '/billing/copies/cc/0'],
  [
    'more addresses than QuickBooks keeps',
    {
      billing: {
        copies: { cc: [`${'a'.repeat(60)}@acme.example`, `${'b'.repeat(60)}@acme.example`], bcc: [] },
      },
    },
    '/billing/copies/cc',
  ],
])('%s is refused where it stands, and changes nothing', async (_, body, pointer) => {
  const before = (await api.ask('GET', '/workspace')).body
  const answer = await patch(body)
  expect([answer.status, answer.body['code']]).toEqual([422, 'validation_failed'])
  expect(answer.body['errors']).toContainEqual(
    expect.objectContaining({ pointer: expect.stringContaining(pointer) }),
  )
  expect((await api.ask('GET', '/workspace')).body).toEqual(before)
})

test('an inactive item is refused by its name', async () => {
  await stage.within((sql) =>
    sql("update master set active = false where kind = 'items' and quickbooks_id = '2'", []),
  )
  const answer = await patch({ billing: { costsItemId: '2' } })
  expect(answer.body['detail']).toMatch(/The product or service “.+” is inactive in QuickBooks\./)
})

test('an admin sends back the tolerance that was read, and changes everything else; the number is the owner’s', async () => {
  expect((await patch({ tolerancePercent: '0.5' })).status).toBe(200)
  const same = await api.ask('PATCH', '/workspace', { tolerancePercent: '0.50', name: 'Ours' }, by('admin'))
  expect([same.status, same.body['name']]).toEqual([200, 'Ours'])
  const other = await api.ask('PATCH', '/workspace', { tolerancePercent: '1' }, by('admin'))
  expect([other.status, other.body['code'], other.body['detail']]).toEqual([
    403,
    'forbidden',
    'How far billing may go over a contract is for the owner to say. You are admin. Nothing was changed.',
  ])
})

test('members bill and settle where the workspace lets them, and are told who may where it does not', async () => {
  await patch({ defaults: { cadence: { on: 'approval' } } })
  const { milestoneId } = await beginBilling(stage)
  const bill = () => api.ask('POST', `/milestones/${milestoneId}/bill`, { dryRun: true }, by('member'))
  expect(await bill()).toMatchObject({
    status: 403,
    body: { detail: expect.stringContaining('a bookkeeper') },
  })
  const bookkeep = async () => {
    const asking = [by('member'), by('admin'), { as: 'viewer' as const }].map((who) =>
      api.ask('GET', '/me', undefined, who),
    )
    return (await Promise.all(asking)).map(({ body }) => body['bookkeeps'])
  }
  expect(await bookkeep()).toEqual([false, true, false])
  await patch({ billing: { bookkeepingBy: 'member' } })
  expect(await bookkeep()).toEqual([true, true, false])
  expect((await bill()).status).toBe(200)
  const viewer = await api.ask('POST', `/milestones/${milestoneId}/bill`, { dryRun: true }, { as: 'viewer' })
  expect(viewer.status).toBe(403)
  const owed = await api.ask('PATCH', '/workspace', { name: 'Mine' }, by('member'))
  expect(owed.status).toBe(403)
})
