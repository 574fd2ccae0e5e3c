/**
 * Goal: the page inside HubSpot adds evidence to one milestone for one person, without a session of ours; its ticket opens
 * nothing else, no later, and for nobody who lost the right. Method: the page over HTTP on a real database, with tickets that
 * were changed, swapped, outlived, and of other workspaces.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { limits } from '../../config/limits'
import { usualUploads } from '../../config/upload-limits'
import { submitMilestone } from '../../src/approvals/submit-milestone'
import { listEvidence } from '../../src/documents/file-table'
import { readHistory } from '../../src/history/history-table'
import { issueTicket, type TicketSubject } from '../../src/http/evidence-ticket'
import { hubspotEvidence } from '../../src/http/hubspot-evidence'
import type { ApprovalDraft } from '../../src/schedules/draft'
import { sealer } from '../../src/tenants/seal'
import { addPerson } from '../../src/tenants/workspace-table'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { pdf, png } from '../fixtures/sample-files'

let office: Office
let server: Server
let url: string
const seals = sealer([randomBytes(32).toString('base64')])
const broken: unknown[] = []
beforeAll(async () => {
  office = await openOffice()
  const app = express()
  const throttle = () => (_request: express.Request, _response: express.Response, next: () => void) => next()
  app.use(
    '/hubspot/evidence',
    hubspotEvidence({
      database: office.database,
      clock: office.clock,
      sealer: seals,
      throttle,
      onBroken: (error) => broken.push(error),
    }),
  )
  server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hubspot/evidence`
})
afterAll(async () => {
  server.close()
  await office.close()
  expect(broken).toEqual([])
})

async function aCard(role: 'member' | 'viewer' = 'member', approval: ApprovalDraft = { required: false }) {
  const { ids } = await office.plan(
    draftOf('1000.00', [
      fixed('Lobby <b>1</b>', '1000.00', { evidenceRequired: ['Photos', 'Test log'], approval }),
    ]),
  )
  const person = await office.within((sql) => addPerson(sql, { name: 'Sam Sales', email: null, role }))
  const milestoneId = must(ids[0])
  const subject = { workspaceId: office.workspaceId, personId: person.personId, milestoneId }
  return { subject, milestoneId }
}
const ticketOf = (subject: TicketSubject) =>
  issueTicket({ sealer: seals, clock: office.clock }, 'ticket', subject).text
const passOf = (subject: TicketSubject) =>
  issueTicket({ sealer: seals, clock: office.clock }, 'pass', subject).text
const open = async (ticket: string) => {
  const response = await fetch(`${url}?ticket=${encodeURIComponent(ticket)}`)
  return { status: response.status, headers: response.headers, html: await response.text() }
}
const passIn = (html: string) => must(/name="pass" value="([^"]+)"/.exec(html)?.[1])
async function add(
  pass: string,
  files: readonly (readonly [string, Uint8Array])[],
  more: Record<string, string> = {},
) {
  const form = new FormData()
  form.append('pass', pass)
  for (const [name, value] of Object.entries(more)) form.append(name, value)
  for (const [name, bytes] of files) form.append('files', new Blob([new Uint8Array(bytes)]), name)
  const response = await fetch(url, { method: 'POST', body: form })
  return { status: response.status, html: await response.text() }
}
const evidence = (milestoneId: string) => office.within((sql) => listEvidence(sql, [milestoneId]))

test('framed by HubSpot alone, it shows what is asked, and takes several files for one of those, each by itself', async () => {
  const { subject, milestoneId } = await aCard()
  const page = await open(ticketOf(subject))
  expect(page.status).toBe(200)
  const policy = must(page.headers.get('content-security-policy') ?? undefined)
  expect(policy).toContain('frame-ancestors https://app.hubspot.com https://*.hubspot.com')
  expect([
    policy.includes('unsafe'),
    page.headers.get('x-frame-options'),
    page.headers.get('set-cookie'),
  ]).toEqual([false, null, null])
  expect(page.headers.get('cache-control')).toBe('no-store')
  expect(page.html).toContain('Lobby &lt;b&gt;1&lt;/b&gt;')
  const sent = await add(
    passIn(page.html),
    [
      ['a.png', png],
      ['setup.exe', Buffer.from('MZ'.padEnd(200, '\0'))],
      ['again.png', png],
    ],
    { item: 'Photos', note: 'North side' },
  )
  expect(sent.status).toBe(200)
  expect(sent.html).toContain('Added: a.png')
  expect(sent.html).toContain('Not added: setup.exe. This kind of file is not taken.')
  expect(sent.html).toContain('Already there: a.png')
  expect(await evidence(milestoneId)).toMatchObject([
    { name: 'a.png', item: 'Photos', note: 'North side', uploadedBy: 'Sam Sales' },
  ])
  const [newest] = await office.within((sql) => readHistory(sql, { limit: 1 }))
  expect(newest).toMatchObject({ who: 'Sam Sales', via: 'card' })
  // The pass of the page that came goes on, after the ticket has long ended.
  office.clock.moveTo(office.clock.offsetMs() + limits.evidenceTicketMs + 1_000)
  const more = await add(passIn(sent.html), [['log.pdf', pdf()]], { item: 'Test log' })
  expect([more.status, (await evidence(milestoneId)).map(({ item }) => item)]).toEqual([
    200,
    ['Photos', 'Test log'],
  ])
})

test('looking adds nothing; nothing chosen, or something that is not asked, adds nothing and says why', async () => {
  const { subject, milestoneId } = await aCard()
  const page = await open(ticketOf(subject))
  expect((await add(passIn(page.html), [])).status).toBe(200)
  const wrong = await add(passIn(page.html), [['a.png', png]], { item: 'Signature' })
  expect([wrong.status, wrong.html]).toEqual([422, expect.stringContaining('“Signature” is not asked of')])
  const large = await add(passIn(page.html), [['a.pdf', Buffer.alloc(usualUploads.fileBytes + 1)]])
  expect([large.status, large.html]).toEqual([413, expect.stringContaining('25 MB at most')])
  const plain = await fetch(url, { method: 'POST', body: new URLSearchParams({ pass: passIn(page.html) }) })
  expect(plain.status).toBe(415)
  expect(await evidence(milestoneId)).toEqual([])
})

test('a ticket that ended, was changed, made elsewhere, or is for somebody who may not, is one answer; nothing is added', async () => {
  const { subject, milestoneId } = await aCard()
  const viewer = await aCard('viewer')
  const elsewhere = issueTicket(
    { sealer: sealer([randomBytes(32).toString('base64')]), clock: office.clock },
    'ticket',
    subject,
  ).text
  const ticket = ticketOf(subject)
  const changed = `${ticket.slice(0, -2)}${ticket.endsWith('A') ? 'B' : 'A'}A`
  const tickets = [
    '',
    'nonsense',
    changed,
    elsewhere,
    // One is not the other: an address that leaked adds nothing, and a form's pass is in no address.
    passOf(subject),
    ticketOf(viewer.subject),
    ticketOf({ ...subject, workspaceId: randomUUID() }),
    ticketOf({ ...subject, milestoneId: randomUUID() }),
    ticketOf({ ...subject, personId: randomUUID() }),
  ]
  const answers = await Promise.all(tickets.map(open))
  expect(answers.map(({ status }) => status)).toEqual(tickets.map(() => 404))
  const plain = (html: string) => html.replace(/nonce="[^"]*"/g, '')
  expect(new Set(answers.map(({ html }) => plain(html))).size).toBe(1)
  expect(must(answers[0]).html).toContain('Close it, and press “Add evidence” on the card again.')
  for (const pass of ['', ticket, passOf(viewer.subject)]) {
    expect((await add(pass, [['a.png', png]])).status).toBe(404)
  }
  const pass = passOf(subject)
  office.clock.moveTo(office.clock.offsetMs() + limits.evidenceTicketMs)
  expect((await open(ticket)).status).toBe(404)
  office.clock.moveTo(office.clock.offsetMs() + limits.evidencePassMs)
  expect((await add(pass, [['a.png', png]])).status).toBe(404)
  expect(await evidence(milestoneId)).toEqual([])
})

test('a ticket opens the page once, whoever is first; the page goes on by its pass', async () => {
  const { subject, milestoneId } = await aCard()
  const ticket = ticketOf(subject)
  const both = await Promise.all([open(ticket), open(ticket)])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 404])
  const again = await open(ticket)
  expect([again.status, again.html]).toEqual([404, expect.stringContaining('This window has ended')])
  // Base64 has spare bits: another writing of the same ticket is the same ticket, or none.
  const last = ticket.at(-1) ?? ''
  const twins = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_='].filter(
    (each) => each !== last,
  )
  for (const twin of [
    ...twins.map((each) => `${ticket.slice(0, -1)}${each}`),
    `${ticket}=`,
    `${ticket}%20`,
  ]) {
    expect((await open(twin)).status).toBe(404)
  }
  const page = must(both.find(({ status }) => status === 200))
  expect((await add(passIn(page.html), [['a.png', png]])).status).toBe(200)
  // Another one of the same person for the same work is another one.
  expect((await open(ticketOf(subject))).status).toBe(200)
  expect(await evidence(milestoneId)).toHaveLength(1)
  office.clock.moveTo(office.clock.offsetMs() + 25 * 60 * 60_000)
  await open(ticketOf(subject))
  const spent = await office.within((sql) => sql('select 1 from spent_ticket'))
  expect(spent).toHaveLength(1)
})

test('while it is judged it says so, has no form, and takes nothing of one that was open before', async () => {
  const { subject, milestoneId } = await aCard('member', {
    required: true,
    approvers: [{ name: 'Cleo', email: 'cleo@client.example' }],
  })
  const before = passIn((await open(ticketOf(subject))).html)
  await office.within((sql) =>
    submitMilestone(sql, owner, {
      milestoneId,
      note: null,
      answers: ['Photos', 'Test log'].map((item) => ({ item, fileIds: [], note: 'Shown' })),
    }),
  )
  const page = await open(ticketOf(subject))
  expect([page.html.includes('<form'), page.html]).toEqual([
    false,
    expect.stringContaining('It is in review.'),
  ])
  const late = await add(before, [['a.png', png]])
  expect([late.status, late.html]).toEqual([
    422,
    expect.stringContaining('Not added: a.png. It is in review.'),
  ])
  expect(await evidence(milestoneId)).toEqual([])
})
