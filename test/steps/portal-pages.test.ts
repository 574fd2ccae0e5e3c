/**
 * Goal: the client's page is whole without a script, its forms keep what was typed, and it never runs what somebody else
 * typed. Method: HTML over HTTP on a real database, forms filled from the page as a browser would.
 */

import { withdrawMilestone } from '../../src/approvals/submit-milestone'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { ana, at, dealLinkFor, linkFor, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { browserless, formTo } from '../fixtures/portal-page'

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

const { submitted, submit, read, kept } = reviews(() => office)
const { open, send, fill } = browserless(() => portal)
const signed = { name: 'Ana R.', confirm: 'yes' }

test('says what is asked, what will happen and until when, and lets nothing in from outside', async () => {
  const { token } = await submitted()
  const { status, text, html, headers } = await open(`/portal/${token}`)
  expect(status).toBe(200)
  expect(text).toContain('Please look at Design')
  expect(text).toContain('$600.00')
  expect(text).toContain('Signed')
  expect(text).toContain(
    'You confirm that “Design” is accepted. Office can then bill $600.00, before any tax.',
  )
  expect(text).toContain('Cem Kaya : not answered yet')
  expect(text).not.toMatch(/margin|client\.example/)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('x-robots-tag')).toContain('noindex')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('set-cookie')).toBeNull()
  const policy = must(headers.get('content-security-policy'))
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toMatch(/unsafe|script-src/)
  expect(html).not.toMatch(/<script|\sstyle="|\son\w+="|https?:\/\/(?!www\.w3)/)
})

test('a filled form approves; the page afterwards thanks, and asks no more', async () => {
  const { id, token } = await submitted()
  const after = await fill(token, at(id, 'approve'), { ...signed, reason: 'Lovely\r\nwork' })
  expect(after.status).toBe(200)
  expect(after.text).toContain('Thank you. Your answer is recorded.')
  expect(after.text).toContain('You approved it. It is accepted. Its invoice follows.')
  expect(after.html).not.toContain('<form')
  expect(await kept(id)).toMatchObject([
    { decision: 'approve', signedName: 'Ana R.', reason: 'Lovely\nwork' },
  ])
  expect((await read(id)).workStatus).toBe('completed')
  // Whoever writes an address by hand is thanked for nothing.
  const other = await submitted()
  expect((await open(`/portal/${other.token}?answered=${other.id}`)).text).not.toContain('Thank you')
})

test.each<[string, Record<string, string>, string, string, number]>([
  [
    'no name',
    { name: ' ', confirm: 'yes', reason: 'Nice' },
    'approve',
    'Type your name: it is your signature.',
    422,
  ],
  ['no tick', { name: 'Ana R.', reason: 'Nice' }, 'approve', 'Tick this to say that you mean it.', 422],
  ['no reason', { ...signed, reason: '' }, 'request-revision', 'Say what should change.', 422],
])('with %s it says so beside the field, and keeps what was typed', async (_, typed, verb, words, status) => {
  const { id, token } = await submitted()
  const refused = await fill(token, at(id, verb), typed)
  expect(refused.status).toBe(status)
  expect(refused.text).toContain(words)
  expect(refused.html).toContain('aria-invalid="true"')
  const again = formTo(refused, `/portal/${token}${at(id, verb)}`)
  for (const [name, value] of Object.entries(typed)) expect(again.get(name)).toBe(value)
  expect(await kept(id)).toEqual([])
  for (const [name, value] of Object.entries({ ...signed, reason: 'Bluer' })) again.set(name, value)
  expect((await send(`/portal/${token}${at(id, verb)}`, again)).status).toBe(303)
  expect(await kept(id)).toHaveLength(1)
})

test('an invoice is promised where its month brings it, and not to one whose answer is one of several', async () => {
  const { ids } = await office.plan({
    ...draftOf('1000.00', [fixed('Design', '600.00'), fixed('Build', '400.00')]),
    approval: { required: true, approvers: [ana] },
    cadence: { on: 'monthly', day: 1 },
  })
  const id = must(ids[0])
  await submit(id)
  const monthly = await linkFor(office, id)
  expect((await open(`/portal/${monthly}`)).text).toContain(
    'All of it can be billed, and what is missing is carried on',
  )
  expect((await fill(monthly, at(id, 'approve'), signed)).text).toContain(
    'It is accepted. Its invoice follows.',
  )
  expect((await read(id)).workStatus).toBe('completed')
  const both = await submitted({ rule: 'all' })
  const first = await fill(both.token, at(both.id, 'approve'), signed)
  expect(first.text).toContain('Waiting for others to answer.')
  expect(first.text).not.toContain('invoice follows')
})

test('asking for changes sends it back, and the page says so', async () => {
  const { id, token } = await submitted()
  const after = await fill(token, at(id, 'request-revision'), { ...signed, reason: 'Warmer' })
  expect(after.text).toContain('You asked for changes. It went back with the changes that were asked for.')
  expect(await read(id)).toMatchObject({ workStatus: 'in_progress', changesRequested: true })
})

test('accepting a part says first what it would be, in figures; then only that is billed', async () => {
  const { id, token } = await submitted({ approvers: [ana] })
  const asked = formTo(await open(`/portal/${token}`), `/portal/${token}#m-${id}`)
  asked.set('accepted', '80 %')
  const ahead = await open(`/portal/${token}?${asked}`)
  expect(ahead.text).toContain(
    'You accept $480.00, which Office can then bill, before any tax. $120.00 goes back to work and is submitted again.',
  )
  expect((await read(id)).workStatus).toBe('in_review')
  const address = `/portal/${token}${at(id, 'approve-part')}`
  const fields = formTo(ahead, address)
  expect(fields.get('accepted')).toBe('80 %')
  // Without a tick the same part stays chosen.
  fields.set('name', 'Ana R.')
  const refused = await send(address, fields)
  expect(refused.status).toBe(422)
  const again = formTo(refused, address)
  expect([again.get('accepted'), again.get('name')]).toEqual(['80 %', 'Ana R.'])
  again.set('confirm', 'yes')
  expect((await send(address, again)).status).toBe(303)
  expect(await read(id)).toMatchObject({ amountMinor: 48_000n, workStatus: 'completed', billed: true })
})

test.each([
  ['1,000', 'Less than'],
  ['8.000', 'Write an amount such as'],
  ['half', 'Write an amount such as'],
  ['0', 'Nothing of'],
  ['-5', 'Write an amount such as'],
  ['<script>', 'Write an amount such as'],
  ['EUR 500', 'Amounts here are in USD.'],
  ['€500', 'Amounts here are in USD.'],
  ['500 EUR', 'Amounts here are in USD.'],
  ['¥ 500', 'Amounts here are in USD.'],
])('a part of “%s” is explained, not taken', async (typed, words) => {
  const { id, token } = await submitted({ approvers: [ana] })
  const ahead = await open(`/portal/${token}?${new URLSearchParams({ part: id, accepted: typed })}`)
  expect(ahead.status).toBe(200)
  expect(ahead.text).toContain(words)
  expect(ahead.html).not.toContain(`action="/portal/${token}${at(id, 'approve-part')}"`)
})

test.each(['$480', 'USD 480.00', '480'])('a part of “%s” is one of dollars', async (typed) => {
  const { id, token } = await submitted({ approvers: [ana] })
  const ahead = await open(`/portal/${token}?${new URLSearchParams({ part: id, accepted: typed })}`)
  expect(ahead.text).toContain('You accept $480.00')
  // The same by a form that was filled elsewhere, in another currency: nothing is taken for it.
  const address = `/portal/${token}${at(id, 'approve-part')}`
  const fields = formTo(ahead, address)
  for (const [name, value] of Object.entries({ ...signed, accepted: `€${typed.replace(/\D/g, '')}` }))
    fields.set(name, value)
  const refused = await send(address, fields)
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('Amounts here are in USD.')])
  expect((await read(id)).workStatus).toBe('in_review')
})

test('where no part may be accepted, none is offered', async () => {
  const { id, token } = await submitted({ rule: 'all' })
  const page = await open(`/portal/${token}?part=${id}&accepted=50%25`)
  expect(page.html).not.toContain('approve-part')
  expect(page.text).toContain('It is accepted once Ana Ruiz and Cem Kaya have approved it too.')
})

test('looking, in every way there is, decides nothing; another page’s form neither', async () => {
  const { id, token } = await submitted()
  const elsewhere = await submitted()
  const verbs = ['approve', 'request-revision', 'approve-part']
  for (const verb of verbs) {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status } = await open(`/portal/${token}${at(id, verb)}`, { method })
      expect([200, 404, 405]).toContain(status)
    }
  }
  const address = `/portal/${token}${at(id, 'approve')}`
  expect((await send(address, new URLSearchParams(signed))).status).toBe(403)
  const json = { method: 'POST', body: '{"confirm":true}', headers: { 'content-type': 'application/json' } }
  expect((await open(address, json)).status).toBe(422)
  const theirs = formTo(
    await open(`/portal/${elsewhere.token}`),
    `/portal/${elsewhere.token}${at(elsewhere.id, 'approve')}`,
  )
  for (const [name, value] of Object.entries(signed)) theirs.set(name, value)
  expect((await send(address, theirs)).status).toBe(403)
  // This page's own form, of another deal's milestone.
  const own = formTo(await open(`/portal/${token}`), address)
  for (const [name, value] of Object.entries(signed)) own.set(name, value)
  expect((await send(`/portal/${token}${at(elsewhere.id, 'approve')}`, own)).status).toBe(404)
  expect([await kept(id), await kept(elsewhere.id)]).toEqual([[], []])
})

test('two tabs: the same answer again is the same; another one is told that it is over', async () => {
  const { id, token } = await submitted()
  const [first, second] = [await open(`/portal/${token}`), await open(`/portal/${token}`)]
  const approve = `/portal/${token}${at(id, 'approve')}`
  const revise = `/portal/${token}${at(id, 'request-revision')}`
  const filled = (sheet: typeof first, address: string) => {
    const fields = formTo(sheet, address)
    for (const [name, value] of Object.entries({ ...signed, reason: 'Bluer' })) fields.set(name, value)
    return fields
  }
  expect((await send(approve, filled(first, approve))).status).toBe(303)
  expect((await send(approve, filled(second, approve))).status).toBe(303)
  const late = await send(revise, filled(second, revise))
  expect(late.status).toBe(409)
  expect(late.html).toContain('role="alert"')
  expect(await kept(id)).toHaveLength(1)
})

test('what changed since it was opened is shown again, with the name kept and the tick not', async () => {
  const { id, token } = await submitted()
  const address = `/portal/${token}${at(id, 'approve')}`
  const fields = formTo(await open(`/portal/${token}`), address)
  await office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
  await submit(id)
  for (const [name, value] of Object.entries(signed)) fields.set(name, value)
  const stale = await send(address, fields)
  expect(stale.status).toBe(409)
  expect(stale.text).toContain('Round 1 of “Design” was taken back before it was answered.')
  const again = formTo(stale, address)
  expect([again.get('name'), again.get('confirm')]).toEqual(['Ana R.', null])
  again.set('confirm', 'yes')
  expect((await send(address, again)).status).toBe(303)
})

test('whoever only follows is asked nothing', async () => {
  const { dealId } = await submitted()
  const token = await dealLinkFor(office, dealId, 'fin@client.example', 'Fin')
  const { text, html } = await open(`/portal/${token}`)
  expect(text).toContain('Nothing needs your answer now. You can follow everything here.')
  expect(html).not.toContain('<form')
})

test('an unknown, a revoked and an ended link, and one of nonsense, are one page', async () => {
  const { id, token } = await submitted()
  await linkFor(office, id, '1', true)
  const pages = await Promise.all(
    [token, 'x', 'a'.repeat(43), '%3Cscript%3E', `${token}/milestones/${id}`].map((each) =>
      open(`/portal/${each}`),
    ),
  )
  for (const { status, text } of pages) expect([status, text]).toEqual([404, pages[0]?.text])
  const sent = await send(`/portal/${token}${at(id, 'approve')}`, new URLSearchParams(signed))
  expect([sent.status, sent.text]).toEqual([404, pages[0]?.text])
})

test('scripts in every word that people type stand there as words', async () => {
  const bad = `"'><img src=x onerror="x"><script>x</script></style>`
  const { ids } = await office.plan({
    ...draftOf('1000.00', [fixed(`Design ${bad}`, '1000.00', { criteria: [bad], deliverable: bad })]),
    approval: { required: true, approvers: [{ name: `Ana ${bad}`, role: bad, email: 'ana@client.example' }] },
  })
  const id = must(ids[0])
  await submit(id)
  const token = await linkFor(office, id)
  const address = `/portal/${token}${at(id, 'request-revision')}`
  const first = await fill(token, at(id, 'request-revision'), { name: bad, reason: bad })
  expect(first.status).toBe(422)
  expect(formTo(first, address).get('reason')).toBe(bad)
  const after = await fill(token, at(id, 'request-revision'), { name: bad, reason: bad, confirm: 'yes' })
  for (const { html } of [first, after]) {
    expect(html).not.toMatch(/<script|<img src="?x|onerror="/)
    expect(html).toContain('&lt;script&gt;')
  }
})

test('too large a form, and a body of nonsense, break nothing', async () => {
  const { id, token } = await submitted()
  const address = `/portal/${token}${at(id, 'approve')}`
  const large = await send(address, new URLSearchParams({ reason: 'x'.repeat(200_000) }))
  expect(large.status).toBe(413)
  const many = new URLSearchParams(Array.from({ length: 100 }, (_, n) => [`f${n}`, 'x']))
  expect((await send(address, many)).status).toBe(413)
  const long = await fill(token, at(id, 'approve'), { ...signed, name: 'x'.repeat(201) })
  expect(long.status).toBe(422)
  const nul = await fill(token, at(id, 'approve'), { ...signed, reason: 'a\u0000b' })
  expect(nul.status).toBe(422)
  expect(await kept(id)).toEqual([])
})
