/**
 * Goal: every answer of a client is told: to them, to the team, and where something is left to do to people; what comes back,
 * and who wants no reminders, is kept. Method: plain forms, a mail server over a socket, and names that try to write headers.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { stopReminders } from '../../src/approvals/mails/stop-reminders'
import { takeBounce } from '../../src/approvals/mails/take-bounce'
import { draftChangeOrder } from '../../src/change-orders/draft-change-order'
import { sendChangeOrder } from '../../src/change-orders/send-change-order'
import { noRemindersPage } from '../../src/http/no-reminders-page'
import { readBilledSoFar } from '../../src/invoices/books/read-billed-so-far'
import { followOrder } from '../../src/invoices/edited/follow-order'
import { addNoReminder, listNoReminders, removeNoReminder } from '../../src/mail/no-reminder-table'
import type { ApprovalDraft } from '../../src/schedules/draft'
import { mailing, tokenIn } from '../fixtures/mailing'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { ana, at, dealLinkFor, linkFor, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { browserless, formTo } from '../fixtures/portal-page'
import { openPostOffice, type PostOffice } from '../fixtures/post-office'

let office: Office
let post: PostOffice
let portal: Portal
const mailer = mailing(
  () => office,
  () => post,
)
const { sendAll, mails, watch, moveTo } = mailer
const { submitted, read, round, kept } = reviews(() => office)
const { open, send, fill } = browserless(() => portal)
beforeAll(async () => {
  office = await openOffice({
    delivery: 'post',
    mail: {
      fromName: null,
      replyTo: null,
      team: ['team@harbour.example'],
      receipts: true,
      quiet: { from: '20:00', to: '07:30' },
    },
  })
  post = await openPostOffice()
  portal = await openPortalDoor(office)
  moveTo('2026-11-23T10:00:00Z') // a Monday
})
afterAll(async () => {
  await portal.close()
  await post.close()
  await office.close()
})

/** What was said to an address last, in words: the text of the letter. */
function words(address: string): string {
  const raw = must(post.taken.filter(({ to }) => to.toLowerCase() === address).at(-1)).raw
  const text = must(/Content-Type: text\/plain[\s\S]*?\r\n\r\n([\s\S]*?)\r\n----/.exec(raw))[1] ?? ''
  const bytes = text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8').replace(/\s+/g, ' ')
}
const asks = async (approval: Partial<ApprovalDraft> = {}) => submitted({ approvers: [ana], ...approval })

/** Looks ahead at a part on the client's page, and signs it there. */
async function acceptPart(token: string, id: string, part: Record<string, string>) {
  const ahead = await open(`/portal/${token}?${new URLSearchParams({ part: id, ...part })}`)
  const address = `/portal/${token}${at(id, 'approve-part')}`
  const fields = formTo(ahead, address)
  fields.set('name', 'Ana R.')
  fields.set('confirm', 'yes')
  fields.set('reason', 'The logo is missing')
  const answer = await send(address, fields)
  expect(answer.status).toBe(303)
}

describe('a part, accepted by the client’s own form', () => {
  test.each([
    [
      'split',
      'Accepted: $480.00 of $600.00. Remaining: $120.00.',
      'revision_requested: Ana Ruiz accepted a part of “Design”; 1-B goes back',
      48_000n,
    ],
    [
      'collect',
      '$480.00 is paid now, and $120.00 after the final sign-off.',
      'revision_requested: Ana Ruiz approved “Design”, with a part paid now',
      60_000n,
    ],
    [
      'carry',
      'All of it ($600.00) is accepted and can be billed, and what is missing is still done. Finished so far: $480.00 of $600.00.',
      'revision_requested: Ana Ruiz approved “Design” with revisions carried on',
      60_000n,
    ],
  ])('%s: billed so, told with amounts and a year, and what is left is asked about', async (outcome, letter, asked, minor) => {
    const { id, dealId, token } = await asks()
    await acceptPart(token, id, { accepted: '80 %', outcome })
    expect(await read(id)).toMatchObject({ amountMinor: minor, workStatus: 'completed', billed: true })
    expect(await kept(id)).toMatchObject([{ decision: 'approve_part', outcome, signedName: 'Ana R.' }])
    await sendAll(dealId)
    expect(words('ana@client.example')).toContain(letter)
    expect(words('ana@client.example')).toMatch(/on Mon 23 Nov 2026, \d\d:\d\d \(UTC\)/)
    expect(words('team@harbour.example')).toContain(letter)
    expect(await office.questions(dealId)).toContain(asked)
  })
})

describe('a change order', () => {
  async function sent() {
    const { dealId } = await office.plan({
      ...draftOf('1000.00', [fixed('Works', '1000.00')]),
      approval: { required: false, approvers: [ana] },
    })
    const parts = { clock: office.clock, billedSoFar: readBilledSoFar, followOrder }
    const lines = [{ op: 'add' as const, milestone: fixed('Extra', '250.00') }]
    const { changeOrderId } = await office.within((sql) =>
      draftChangeOrder(sql, owner, { dealId, reason: 'More was asked for', lines }),
    )
    await office.within((sql) => sendChangeOrder(sql, owner, parts, { changeOrderId, ifVersion: null }))
    await sendAll(dealId)
    return { dealId, changeOrderId, token: await dealLinkFor(office, dealId, 'ana@client.example') }
  }

  test.each(['approve', 'reject'])('%s: the signer and the team are told', async (verb) => {
    const { dealId, changeOrderId, token } = await sent()
    await fill(token, `/change-orders/${changeOrderId}/${verb}`, {
      name: 'Ana R.',
      confirm: 'yes',
      reason: 'As we said',
    })
    await sendAll(dealId)
    const said = verb === 'approve' ? 'signed' : 'rejected'
    expect(words('ana@client.example')).toContain(`You ${said} CO-1`)
    expect(words('ana@client.example')).toContain('Contract sum with it: $1,250.00')
    expect(words('team@harbour.example')).toContain(`Ana Ruiz, Project lead ${said} CO-1`)
    expect(words('team@harbour.example')).toContain('Mon 23 Nov 2026')
    expect(await office.questions(dealId)).toEqual(
      verb === 'reject' ? ['revision_requested: Ana Ruiz rejected CO-1'] : [],
    )
  })
})

test('an e-mail that came back: the time that hangs on it stops, a person is asked, and nothing is accepted', async () => {
  const { id, dealId } = await asks({ deemed: true, windowDays: 1 })
  await sendAll(dealId)
  const [mail] = await mails(dealId)
  const { mailId } = must(mail)
  expect((await round(id)).endsAt).not.toBeNull()
  const bounce = () =>
    office.within((sql) => takeBounce(sql, owner, office.clock, { mailId, why: '550 5.1.1 No such user' }))
  await bounce()
  await bounce()
  expect((await round(id)).endsAt).toBeNull()
  expect((await mails(dealId)).map(({ state, why }) => `${state}: ${why}`)).toEqual([
    'bounced: 550 5.1.1 No such user',
  ])
  expect(await office.questions(dealId)).toEqual([
    'approval_waiting: The e-mail to Ana Ruiz came back: “Design”',
  ])
  moveTo('2026-11-26T00:00:00Z')
  await watch()
  expect((await round(id)).state).toBe('open')
  const unknown = '00000000-0000-4000-8000-000000000000'
  const gone = office.within((sql) => takeBounce(sql, owner, office.clock, { mailId: unknown, why: null }))
  expect(await refusalOf(gone)).toMatchObject({ code: 'not_found' })
  const waiting = must((await mails((await asks()).dealId))[0]).mailId
  const early = office.within((sql) => takeBounce(sql, owner, office.clock, { mailId: waiting, why: null }))
  expect(await refusalOf(early)).toMatchObject({ code: 'wrong_status' })
})

test('no reminders: only a POST says so, of this address alone; what asks is sent all the same, and silence still counts', async () => {
  moveTo('2026-11-30T10:00:00Z') // a Monday
  const { id, dealId } = await asks({ deemed: true, windowDays: 5 })
  await sendAll(dealId)
  moveTo('2026-12-03T09:30:00Z')
  await watch()
  await sendAll(dealId)
  const raw = must(post.taken.at(-1)).raw.replace(/\r?\n[ \t]+/g, ' ')
  const path = must(/<https:\/\/milepost\.example(\/no-reminders\/[\w.-]+)>/.exec(raw))[1] ?? ''
  expect(words('ana@client.example')).toContain('Send me no reminders:')

  const app = express()
  app.use((_request, response, next) => {
    response.locals['nonce'] = 'n'
    next()
  })
  const { database } = office
  app.use(
    '/no-reminders',
    noRemindersPage({ database, sealer: mailer.sealer, throttle: () => (_a, _b, next) => next() }),
  )
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const wants = async () =>
    (await office.within((sql) => listNoReminders(sql, null))).map(({ email }) => email)
  const looked = async () => (await fetch(root + path)).text()
  expect(await looked()).toMatch(/<bdi>Office<\/bdi>(?!.*ana@).*<form method="post">/s)
  await fetch(root + path, { method: 'HEAD' })
  expect(await wants()).toEqual([])
  for (const forged of [`${path.slice(0, -3)}abc`, '/no-reminders/x', `/no-reminders/${'a'.repeat(3_000)}`]) {
    expect((await fetch(root + forged, { method: 'POST' })).status).toBe(404)
  }
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  for (const _ of [1, 2]) expect((await fetch(root + path, { method: 'POST', body })).status).toBe(200)
  expect(await looked()).toContain('You get no more reminders')
  server.close()
  server.closeAllConnections()
  expect(await wants()).toEqual(['ana@client.example'])

  // The last reminder is not sent; the time they were told holds.
  moveTo('2026-12-04T09:30:00Z')
  await watch()
  await sendAll(dealId)
  expect((await mails(dealId)).map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
    'review_asked delivered',
    'review_reminder cancelled',
    'review_reminder delivered',
  ])
  moveTo('2026-12-08T00:00:00Z')
  await watch()
  expect((await round(id)).state).toBe('deemed')
  // They are asked all the same, and a colleague can take it back.
  const next = await asks()
  await sendAll(next.dealId)
  expect((await mails(next.dealId)).map(({ state }) => state)).toEqual(['delivered'])
  await office.within((sql) => stopReminders(sql, owner, { email: 'ANA@client.example', wanted: true }))
  expect(await wants()).toEqual([])
})

test('who wants no reminders is told of a time that was set anew all the same, once; until then silence accepts nothing', async () => {
  const bea = { name: 'Bea Lang', email: 'bea@harbour.example', inside: true }
  moveTo('2026-12-14T10:00:00Z') // a Monday
  await office.within((sql) => addNoReminder(sql, ana.email, 'Ana'))
  const all = await asks({ approvers: [ana, bea], rule: 'all', deemed: true, windowDays: 2 })
  const back = await asks({ deemed: true, windowDays: 1 })
  await sendAll(all.dealId)
  await sendAll(back.dealId)
  const archived = 'update deal set archived = $2 where deal_id = $1'
  await office.within((sql) => sql(archived, [back.dealId, true]))
  moveTo('2026-12-28T12:00:00Z')
  await watch()
  // Two weeks later the colleague answers, and the deal of the other one is back: a business day for each.
  await office.within((sql) => sql(archived, [back.dealId, false]))
  expect((await portal.answer(await linkFor(office, all.id, '2'), at(all.id, 'approve'))).status).toBe(200)
  await watch()
  for (const { id } of [all, back]) expect((await round(id)).endsAt).toEqual(new Date('2026-12-29T23:59:59Z'))
  // No e-mail left meanwhile: nobody has heard of the new time, and it goes on.
  moveTo('2026-12-30T08:00:00Z')
  await watch()
  for (const { id } of [all, back]) {
    expect(await round(id)).toMatchObject({ state: 'open', endsAt: new Date('2026-12-31T23:59:59Z') })
  }
  for (const { dealId } of [all, back]) {
    await sendAll(dealId)
    expect(words('ana@client.example')).toContain('You have a new time to answer about “Design”')
    expect(words('ana@client.example')).toContain(
      'If we hear nothing by Thu 31 Dec, 23:59 (UTC) this counts as accepted.',
    )
    expect(words('ana@client.example')).toContain(
      'You asked for no reminders, and get none. This is sent once',
    )
    expect(words('ana@client.example')).not.toContain('Send me no reminders')
  }
  moveTo('2027-01-01T00:00:00Z')
  await watch()
  for (const { id } of [all, back]) expect((await round(id)).state).toBe('deemed')
  const sent = (await mails(all.dealId)).filter(
    ({ kind, state }) => `${kind} ${state}` === 'review_reminder delivered',
  )
  expect(sent).toHaveLength(1)
  await office.within((sql) => removeNoReminder(sql, ana.email))
})

test('names that try to write headers write none', async () => {
  const evil = 'x\r\nBcc: thief@evil.example\r\n\r\n<b>body</b>'
  const { id, dealId } = await asks({ approvers: [{ ...ana, name: `Ana ${evil}` }] })
  await office.within(async (sql) => {
    await sql('update deal set name = $2 where deal_id = $1', [dealId, `Deal ${evil}`])
    await sql('update workspace set name = $1', [`Office ${evil}`])
    await sql(
      `update workspace set settings = jsonb_set(settings::jsonb, '{mail,replyTo}', to_jsonb($1::text))`,
      [`office@harbour.example\r\nBcc: thief@evil.example`],
    )
  })
  expect((await round(id)).state).toBe('open')
  const before = post.taken.length
  await sendAll(dealId)
  const letters = post.taken.slice(before)
  expect(letters.map(({ to }) => to.toLowerCase())).toEqual(['ana@client.example'])
  const head = must(letters[0]).raw.split(/\r?\n\r?\n/)[0] ?? ''
  expect(head).toContain('Subject:')
  expect(head).not.toMatch(/^\s*(bcc|<b>)/im)
  expect(head).not.toMatch(/=0[AD]/i)
  expect(tokenIn(must(letters[0]).raw)).toHaveLength(43)
})
