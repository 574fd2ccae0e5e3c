/**
 * Goal: approval over the API, as programs and the console ask for it: what is missing is told before, who waits is listed,
 * and a link's address is told once, whatever is repeated. Method: the whole contract over HTTP on a stage.
 */
import { decideByLink } from '../../src/approvals/decide-by-link'
import { readLink } from '../../src/approvals/portal-link-table'
import { readRound } from '../../src/approvals/round-table'
import { markOf, versionOf } from '../../src/approvals/shown-version'
import { type Api, openApi } from '../fixtures/api'
import { decideParts } from '../fixtures/certificates'
import { milestonesApart, readBothWays } from '../fixtures/milestones-apart'
import { must } from '../fixtures/must'
import { addDeal } from '../fixtures/plan'
import { pdf } from '../fixtures/sample-files'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
beforeAll(async () => {
  stage = await openStage()
  api = await openApi(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

const usd = (amount: string) => ({ amount, currency: 'USD' })
type Milestone = { id: string; actions: string[]; round: { id: string; approvers: unknown[] } | null }

/** A deal with one milestone that Ana and a colleague are asked about, and its id. */
async function planned(dealId: string, more: object = {}) {
  await stage.within((sql) => addDeal(sql, dealId, `Job ${dealId}`))
  const milestone = { name: 'Design', amount: usd('100.00'), evidenceRequired: ['Photos'], ...more }
  const { status, text } = await api.ask('PUT', `/deals/${dealId}/schedule`, {
    billingType: 'fixed',
    contractValue: usd('100.00'),
    milestones: [milestone],
    approval: {
      required: true,
      partial: false,
      approvers: [
        { name: 'Ana Ruiz', role: 'Lead', email: 'ana@client.example' },
        { name: 'Ben', email: 'ben@office.example', inside: true },
      ],
    },
  })
  if (status >= 300) throw new Error(text)
  const { body } = await api.ask('GET', `/deals/${dealId}`)
  return must((body['milestones'] as Milestone[])[0])
}
const said = { evidence: [{ item: 'Photos', note: 'Seen on site' }] }
async function submitted(dealId: string) {
  const { id } = await planned(dealId)
  const { body } = await api.ask('POST', `/milestones/${id}/submit`, said)
  return { id, roundId: must((body as unknown as Milestone).round).id }
}

test('what would be shown, to whom, and what is missing, before it is submitted', async () => {
  const { id } = await planned('5001')
  expect((await api.ask('GET', `/milestones/${id}/submission`)).body).toMatchObject({
    approvers: [
      { name: 'Ana Ruiz', inside: false },
      { name: 'Ben', inside: true },
    ],
    missing: ['Photos'],
    snapshot: {
      name: 'Design',
      amount: usd('100.00'),
      required: [{ item: 'Photos', fileIds: [], note: null }],
    },
  })
  expect(await api.ask('POST', `/milestones/${id}/submit`, {})).toMatchObject({
    status: 409,
    body: { code: 'evidence_missing', missing: ['Photos'] },
  })
  const twice = { evidence: [...said.evidence, ...said.evidence] }
  expect((await api.ask('POST', `/milestones/${id}/submit`, twice)).status).toBe(422)
  const { body } = await api.ask('POST', `/milestones/${id}/submit`, said)
  expect(body).toMatchObject({
    workStatus: 'in_review',
    approval: { partial: false },
    round: {
      number: 1,
      rule: 'any',
      partial: false,
      revisions: 0,
      approvers: [
        { id: '1', name: 'Ana Ruiz', answered: false },
        { id: '2', name: 'Ben', answered: false },
      ],
    },
    // Nobody here is named: an owner records, and decides nothing alone.
    actions: expect.arrayContaining(['record', 'withdraw']),
  })
  expect((body as unknown as Milestone).actions).not.toContain('decide')
})

test('a link’s address is told once: the same request again has none, and the database never had it', async () => {
  const { roundId } = await submitted('5002')
  const headers = { 'idempotency-key': 'once' }
  const first = await api.ask('POST', `/rounds/${roundId}/links`, { approverId: '1' }, { headers })
  expect(first).toMatchObject({ status: 201, body: { name: 'Ana Ruiz', live: true, sentBy: 'hand' } })
  const { url, token, id } = first.body
  expect(url).toBe(`http://127.0.0.1/portal/${token}`)
  const again = await api.ask('POST', `/rounds/${roundId}/links`, { approverId: '1' }, { headers })
  expect(again).toMatchObject({ status: 201, body: { id, url: null, token: null } })
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  const kept = await stage.within((sql) => sql<{ text: string }>('select k::text as text from request_key k'))
  expect(kept.filter(({ text }) => text.includes(String(token)))).toEqual([])
  const { body } = await api.ask('GET', '/deals/5002/links')
  expect(body['items']).toMatchObject([{ id, email: 'ana@client.example', live: true, revokedAt: null }])
  expect(JSON.stringify(body)).not.toContain(String(token))
})

test('a link is revoked by whoever works here, and listed as such', async () => {
  await submitted('5003')
  const open = async () =>
    (await api.ask('POST', '/deals/5003/links', { name: 'Fin', email: 'fin@client.example' })).body['id']
  const [first, second, third] = [await open(), await open(), await open()]
  const lives = async () =>
    ((await api.ask('GET', '/deals/5003/links')).body['items'] as { live: boolean }[]).filter(
      ({ live }) => live,
    ).length
  expect((await api.ask('DELETE', `/links/${first}`, undefined, { as: 'viewer' })).status).toBe(403)
  expect((await api.ask('DELETE', `/links/${first}?only=perhaps`)).status).toBe(422)
  expect(await lives()).toBe(3)
  expect((await api.ask('DELETE', `/links/${second}?only=true`)).status).toBe(204)
  expect(await lives()).toBe(2)
  // One that leaked is any of them: all that are left end with it.
  expect((await api.ask('DELETE', `/links/${third}`)).status).toBe(204)
  expect((await api.ask('GET', '/deals/5003/links')).body['items']).toMatchObject([
    { live: false, revokedBy: 'The owner' },
    { live: false },
    { live: false },
  ])
  expect((await api.ask('POST', '/deals/999999/links', { name: 'Fin', email: 'a@b.example' })).status).toBe(
    404,
  )
})

test('a client’s scan is listed as a sign-off while their approval stands, and as any other file after that', async () => {
  const { id, roundId } = await submitted('5013')
  const { body } = await api.ask('POST', `/rounds/${roundId}/links`, { approverId: '1' })
  await stage.within(async (sql) => {
    const { snapshotHash } = must(await readRound(sql, roundId))
    await decideByLink(sql, decideParts(stage.clock), must(await readLink(sql, String(body['id']))), {
      milestoneId: id,
      version: versionOf([markOf(roundId, snapshotHash)]),
      signedName: 'Ana Ruiz',
      ip: null,
      userAgent: null,
      files: [{ name: 'signed.pdf', bytes: pdf('/Title(signed)') }],
      verdict: { decision: 'approve', reason: null },
    })
  })
  const kinds = async () =>
    ((await api.ask('GET', '/deals/5013/files')).body['items'] as { name: string; kind: string }[])
      .filter(({ kind }) => kind !== 'certificate')
      .map(({ name, kind }) => `${name}: ${kind}`)
  expect(await kinds()).toEqual(['signed.pdf: sign_off'])
  expect((await api.ask('POST', `/milestones/${id}/revoke`, { reason: 'by mistake' })).status).toBe(200)
  expect(await kinds()).toEqual(['signed.pdf: other'])
})

test('everything that waits is listed, the nearest deadline first; what is answered is not', async () => {
  const first = await submitted('5004')
  const second = await submitted('5005')
  await stage.within((sql) =>
    sql("update approval_round set ends_at = milepost.now() + interval '1 day' where round_id = $1", [
      second.roundId,
    ]),
  )
  const order = await api.ask('POST', '/deals/5004/change-orders', {
    reason: 'More',
    lines: [{ op: 'add', milestone: { name: 'Extra', amount: usd('5.00') } }],
  })
  await api.ask('POST', `/change-orders/${order.body['id']}/send`, {})
  const waiting = async () =>
    (
      (await api.ask('GET', '/approvals')).body['items'] as { id: string; kind: string; name: string }[]
    ).filter(({ id }) => [first.id, second.id, order.body['id']].includes(id))
  expect(await waiting()).toMatchObject([
    { id: second.id, kind: 'milestone', endsAt: expect.any(String) },
    { id: first.id, kind: 'milestone', number: 1, approvers: [{ answered: false }, { answered: false }] },
    { kind: 'change_order', name: 'CO-1: More', amount: usd('5.00') },
  ])
  const recording = { decision: 'revise', reason: 'She wrote: too blue', approverId: '1' }
  expect((await api.ask('POST', `/rounds/${first.roundId}/decision`, recording)).status).toBe(200)
  expect((await waiting()).map(({ id }) => id)).toEqual([second.id, order.body['id']])
  expect((await api.ask('GET', `/milestones/${first.id}/rounds`)).body['items']).toMatchObject([
    { state: 'revised', revisions: 1, decisions: [{ approver: 'Ana Ruiz', recordedBy: 'The owner' }] },
  ])
  expect((await api.ask('GET', `/rounds/${first.roundId}`)).body).toMatchObject({
    dealId: '5004',
    snapshot: { required: [{ item: 'Photos', note: 'Seen on site' }] },
    decisions: [{ via: 'api', zone: expect.any(String), linkId: null }],
  })
  expect((await api.ask('GET', `/change-orders/${order.body['id']}/answers`)).body).toMatchObject({
    rule: 'any',
    approvers: [{ name: 'Ana Ruiz', answered: false }, { name: 'Ben' }],
    answers: [],
  })
})

test('where a part was not agreed to be accepted, nobody accepts one', async () => {
  const { roundId } = await submitted('5006')
  const part = { decision: 'approve_part', accepted: { percent: '50' }, reason: 'x', approverId: '1' }
  expect(await api.ask('POST', `/rounds/${roundId}/decision`, part)).toMatchObject({
    status: 409,
    body: { code: 'not_accepted' },
  })
})

test('an answer about one milestone, with its rounds, is what its deal’s page says', async () => {
  expect(await milestonesApart(stage)).toEqual([])
  const rounds = (await readBothWays(stage)).flatMap(({ alone }) => alone.round ?? [])
  expect(rounds.some(({ state }) => state === 'open')).toBe(true)
  expect(rounds.some(({ decisions }) => decisions.length > 0)).toBe(true)
})
