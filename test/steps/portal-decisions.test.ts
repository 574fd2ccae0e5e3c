/**
 * Goal: what was shown is what is signed, by whoever was asked, once; a program that follows a link decides nothing. Method: the client's door over HTTP on a real database, answers sent as a page
 * sends them and as it would not.
 */
import { withdrawMilestone } from '../../src/approvals/submit-milestone'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import type { PortalPage } from '../../src/http/contract/portal'
import { attachEvidence } from '../../src/schedules/attach-evidence'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { owner } from '../fixtures/plan'
import {
  at,
  dealLinkFor,
  linkFor,
  milestoneOf,
  openPortalDoor,
  type Portal,
  reviews,
} from '../fixtures/portal'
import { png } from '../fixtures/sample-files'

let office: Office
let portal: Portal
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
  portal = await openPortalDoor(office)
})
afterAll(async () => {
  await portal.close()
  await office.close()
})

const { submitted, submit, round, read, kept } = reviews(() => office)

test('shows what was agreed and submitted, and nothing of what happens inside', async () => {
  const { id, token } = await submitted()
  const { status, body, text, headers } = await portal.ask('GET', `/${token}`)
  expect(status).toBe(200)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('x-robots-tag')).toContain('noindex')
  expect(body).toMatchObject({
    you: { name: 'Ana Ruiz', role: 'Project lead' },
    company: { name: 'Office' },
    deal: { contractSum: { amount: '1000.00', currency: 'USD' }, milestonesComplete: 0, milestonesTotal: 2 },
  })
  expect(milestoneOf(body as unknown as PortalPage, id)).toMatchObject({
    status: 'in_review',
    amount: { amount: '600.00', currency: 'USD' },
    review: {
      state: 'open',
      note: 'Please look',
      criteria: ['Signed'],
      mayDecide: true,
      mayAcceptPart: true,
      yourDecision: null,
      approvers: [
        { name: 'Ana Ruiz', answered: false },
        { name: 'Cem Kaya', answered: false },
      ],
    },
  })
  expect(text).not.toMatch(/margin|client\.example/)
})

test('approving completes and bills it, and keeps how it came', async () => {
  const { id, token, scheduleId } = await submitted()
  const { snapshotHash } = await round(id)
  const shown = await portal.page(token)
  const answer = { csrf: shown.csrf, version: shown.version, name: 'Ana R.', confirm: true, reason: 'Lovely' }
  const { status, body } = await portal.ask('POST', `/${token}${at(id, 'approve')}`, answer, {
    'user-agent': 'A phone',
    'x-forwarded-for': '203.0.113.9',
  })
  expect(status).toBe(200)
  expect(milestoneOf(body as unknown as PortalPage, id)).toMatchObject({
    workStatus: 'completed',
    review: { state: 'approved', mayDecide: false, yourDecision: 'approve' },
    decisions: [{ who: 'Ana Ruiz', decision: 'approve', reason: 'Lovely', recorded: false }],
  })
  expect(await read(id)).toMatchObject({ completedBy: 'Ana Ruiz, Project lead', billed: true })
  expect(await office.intents(scheduleId)).toHaveLength(1)
  const [decision] = await kept(id)
  expect(decision).toMatchObject({
    who: 'Ana Ruiz',
    role: 'Project lead',
    approverId: '1',
    signedName: 'Ana R.',
    snapshotHash,
    zone: 'UTC',
    recordedBy: null,
    how: { via: 'portal', ip: '203.0.113.9', userAgent: 'A phone', linkId: expect.any(String) },
  })
})

test('looking, in every way there is, decides nothing', async () => {
  const { id, token } = await submitted()
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']) {
    for (const verb of ['approve', 'request-revision', 'approve-part']) {
      const { status } = await portal.ask(method, `/${token}${at(id, verb)}`)
      expect([200, 204, 405]).toContain(status)
    }
  }
  expect((await portal.ask('POST', `/${token}`, {})).status).toBe(405)
  expect((await portal.ask('POST', `/${token}${at(id, 'approve')}`)).status).toBe(415)
  expect((await read(id)).workStatus).toBe('in_review')
  expect(await kept(id)).toEqual([])
})

test.each<[string, object, number, string, string]>([
  ['without the tick', { confirm: false }, 422, 'validation_failed', 'approve'],
  ['without a name', { name: '  ' }, 422, 'validation_failed', 'approve'],
  ['with another page’s token', { csrf: 'x'.repeat(43) }, 403, 'csrf_failed', 'approve'],
  ['with no token', { csrf: '' }, 403, 'csrf_failed', 'approve'],
  ['of another version', { version: 'nothing-to-decide' }, 409, 'approval_stale', 'approve'],
  ['with a field that is none', { admin: true }, 400, 'validation_failed', 'approve'],
  ['with an amount beside all of it', { accepted: { percent: '50' } }, 422, 'validation_failed', 'approve'],
  ['asking for changes without a reason', {}, 422, 'validation_failed', 'request-revision'],
  ['accepting a part of unsaid size', {}, 422, 'validation_failed', 'approve-part'],
  ['accepting all as a part', { accepted: { percent: '100' } }, 422, 'validation_failed', 'approve-part'],
  [
    'in another currency',
    { accepted: { amount: '1.00', currency: 'EUR' } },
    422,
    'validation_failed',
    'approve-part',
  ],
])('an answer %s is refused, and changes nothing', async (_, more, status, code, verb) => {
  const { id, token } = await submitted()
  const before = await read(id)
  expect(await portal.answer(token, at(id, verb), more)).toMatchObject({ status, body: { code } })
  expect(await read(id)).toEqual(before)
  expect(await kept(id)).toEqual([])
})

test('a verb that is none, and a milestone of another deal, are not found', async () => {
  const { id, token } = await submitted()
  const elsewhere = await submitted()
  expect((await portal.answer(token, at(id, 'constructor'))).status).toBe(404)
  expect((await portal.answer(token, at('nobody', 'approve'))).status).toBe(404)
  expect(await portal.answer(token, at(elsewhere.id, 'approve'))).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  })
  expect((await read(elsewhere.id)).workStatus).toBe('in_review')
})

test('whoever may look but was not asked does not decide', async () => {
  const { id, dealId } = await submitted()
  const token = await dealLinkFor(office, dealId, 'finance@client.example', 'Fin')
  expect(milestoneOf(await portal.page(token), id).review).toMatchObject({ mayDecide: false })
  expect(await portal.answer(token, at(id, 'approve'))).toMatchObject({
    status: 403,
    body: { code: 'not_an_approver' },
  })
  expect((await read(id)).workStatus).toBe('in_review')
})

test('asking for changes sends it back with the reason, and tells the company; the next round shows new content', async () => {
  const { id, dealId, token } = await submitted()
  const first = await portal.page(token)
  expect(await portal.answer(token, at(id, 'request-revision'), { reason: 'Too blue' })).toMatchObject({
    status: 200,
  })
  expect(await read(id)).toMatchObject({ workStatus: 'in_progress', changesRequested: true })
  expect(await office.questions(dealId)).toContain(
    'revision_requested: Ana Ruiz asked for changes to “Design”',
  )
  await submit(id)
  const again = await portal.page(token)
  expect(milestoneOf(again, id)).toMatchObject({
    review: { number: 2, revisions: 1, mayDecide: true },
    decisions: [{ round: 1, decision: 'revise', reason: 'Too blue' }],
  })
  // What the first page showed is not what is asked now.
  expect(await portal.answer(token, at(id, 'approve'), {}, first)).toMatchObject({
    status: 409,
    body: { code: 'wrong_status' },
  })
  expect((await portal.answer(token, at(id, 'approve'), {}, again)).status).toBe(200)
})

test('a part is accepted by amount, and only that is billed', async () => {
  const { id, token, scheduleId } = await submitted()
  const accepted = { amount: '450.00', currency: 'USD' }
  const { status, body } = await portal.answer(token, at(id, 'approve-part'), {
    accepted,
    reason: 'Two are missing',
  })
  expect(status).toBe(200)
  expect(
    (body as unknown as PortalPage).milestones.map(({ code, amount, status: now }) => [
      code,
      amount.amount,
      now,
    ]),
  ).toEqual([
    ['1-A', '450.00', 'done'],
    ['1-B', '150.00', 'changes_requested'],
    ['2', '400.00', 'planned'],
  ])
  expect((await office.intents(scheduleId)).map(({ amountMinor }) => amountMinor)).toEqual([45_000n])
})

test('the same answer again answers the present state; another one is refused', async () => {
  const { id, token, scheduleId } = await submitted()
  const shown = await portal.page(token)
  expect((await portal.answer(token, at(id, 'approve'), {}, shown)).status).toBe(200)
  expect((await portal.answer(token, at(id, 'approve'), {}, shown)).status).toBe(200)
  expect(await portal.answer(token, at(id, 'request-revision'), { reason: 'No' }, shown)).toMatchObject({
    status: 409,
    body: { code: 'wrong_status' },
  })
  expect(await kept(id)).toHaveLength(1)
  expect(await office.intents(scheduleId)).toHaveLength(1)
})

test('what was taken back is not asked any more, and the page says so', async () => {
  const { id, token } = await submitted()
  const shown = await portal.page(token)
  await office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
  const { status, body } = await portal.answer(token, at(id, 'approve'), {}, shown)
  expect([status, body['code'], body['detail']]).toEqual([
    409,
    'wrong_status',
    expect.stringContaining('taken back'),
  ])
  const page = await portal.page(token)
  expect(milestoneOf(page, id)).toMatchObject({ status: 'in_progress', review: null })
  expect(page.history[0]).toMatchObject({ who: 'Office', what: expect.stringContaining('Took') })
})

test('evidence is read by the link, as it was submitted; other files are not', async () => {
  const { id, other } = await submitted()
  await office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
  const store = { note: 'The kitchen', name: 'kitchen.png', bytes: png }
  const add = (milestoneId: string) =>
    office.within((sql) => attachEvidence(sql, owner, bytesInDatabase(sql), { milestoneId, ...store }))
  await add(id)
  const secret = await add(other)
  await submit(id)
  const token = await linkFor(office, id)
  const [file] = must(milestoneOf(await portal.page(token), id).review).evidence
  expect(file).toMatchObject({ name: 'kitchen.png', note: 'The kitchen', type: 'image/png' })
  const got = await fetch(portal.url.replace('/api/portal', must(file).url))
  expect(Buffer.from(await got.arrayBuffer())).toEqual(png)
  expect(got.headers.get('content-security-policy')).toContain('sandbox')
  for (const nobody of [secret.fileId, 'x', '00000000-0000-4000-8000-000000000000']) {
    expect((await portal.ask('GET', `/${token}/files/${nobody}`)).status).toBe(404)
  }
  await office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
  expect((await fetch(portal.url.replace('/api/portal', must(file).url))).status).toBe(404)
})
