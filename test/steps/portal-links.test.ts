/**
 * Goal: a link opens one deal for as long as it should, and nothing tells an expired, a revoked and an unknown one apart;
 * its secret is kept nowhere; whoever tries links meets the limiter. Method: the client's door over HTTP, a clock that is
 * moved, and every row of the database searched.
 */
import { limits } from '../../config/limits'
import { findLink } from '../../src/approvals/find-link'
import { revokeLink } from '../../src/approvals/open-links'
import { isLive } from '../../src/approvals/portal-link'
import { listLinks } from '../../src/approvals/portal-link-table'
import { readDeal, saveDeals } from '../../src/deals/deal-table'
import type { PortalPage } from '../../src/http/contract/portal'
import { throttleBy } from '../../src/http/throttle'
import type { Database } from '../../src/postgres/database'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { owner } from '../fixtures/plan'
import { at, dealLinkFor, linkFor, openPortalDoor, type Portal, reviews } from '../fixtures/portal'

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

const { submitted, round, read } = reviews(() => office)
const links = (scheduleId: string) => office.within((sql) => listLinks(sql, scheduleId))
const unknown = 'A'.repeat(43)

/** What anybody is told, but for the id of the request. */
async function told(path: string, method = 'GET', body?: object) {
  const answer = await portal.ask(method, path, body)
  const headers = [...answer.headers].filter(
    ([name]) => !['date', 'x-request-id', 'content-length'].includes(name),
  )
  return { status: answer.status, body: { ...answer.body, requestId: '' }, headers }
}

test('a link is 256 bits that differ every time', async () => {
  const { id, token } = await submitted()
  const tokens = [token, await linkFor(office, id), await linkFor(office, id, '2')]
  expect(new Set(tokens).size).toBe(3)
  for (const each of tokens) expect(Buffer.from(each, 'base64url')).toHaveLength(32)
})

test('its secret is in no row of the database', async () => {
  const { token } = await submitted()
  await portal.page(token)
  const secret = Buffer.from(token, 'base64url').toString('hex')
  const found = await office.within(async (sql) => {
    const tables = await sql<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = 'milepost' and table_name <> 'migration'",
    )
    const rows: string[] = []
    for (const { name } of tables) {
      const held = await sql<{ text: string }>(`select t::text as text from milepost.${name} t`).catch(
        () => [],
      )
      rows.push(
        ...held.map(({ text }) => text).filter((text) => text.includes(token) || text.includes(secret)),
      )
    }
    return rows
  })
  expect(found).toEqual([])
})

test('an unknown, an expired, a revoked link and one of nonsense are told the same, on every address', async () => {
  const { id, token, scheduleId } = await submitted()
  const expired = await linkFor(office, id)
  const [{ linkId }] = [must((await links(scheduleId))[0])]
  await office.within((sql) =>
    sql("update door set expires_at = milepost.now() - interval '1 second' where subject_id = $1", [linkId]),
  )
  const revoked = token
  const [, other] = await links(scheduleId)
  await office.within((sql) => revokeLink(sql, owner, office, must(other).linkId))
  const answer = { csrf: 'x', version: 'x', name: 'x', confirm: true }
  for (const path of ['', at(id, 'approve'), `/files/${id}`]) {
    const isPost = path.startsWith('/milestones')
    const ask = (secret: string) =>
      isPost ? told(`/${secret}${path}`, 'POST', answer) : told(`/${secret}${path}`)
    const first = await ask(unknown)
    expect(first).toMatchObject({ status: 404, body: { code: 'not_found' } })
    for (const secret of [expired, revoked, 'x', '%00', 'a'.repeat(2_000)])
      expect(await ask(secret)).toEqual(first)
  }
  expect((await read(id)).workStatus).toBe('in_review')
})

test('an unknown, an expired, a revoked link and one of nonsense cost the same look-up, by a hash of fixed length', async () => {
  const { id, token, scheduleId } = await submitted()
  const expired = await linkFor(office, id)
  const [newest, oldest] = await links(scheduleId)
  await office.within((sql) =>
    sql("update door set expires_at = milepost.now() - interval '1 second' where subject_id = $1", [
      must(newest).linkId,
    ]),
  )
  await office.within((sql) => revokeLink(sql, owner, office, must(oldest).linkId))
  const work = async (secret: string) => {
    const asked: [string, unknown[]][] = []
    const counting: Database = {
      ...office.database,
      once: (workspaceId, work) =>
        office.database.once(workspaceId, (sql) =>
          work((text, values = []) => {
            asked.push([text, values.map((each) => (Buffer.isBuffer(each) ? each.length : each))])
            return sql(text, values)
          }),
        ),
      inWorkspace: () => Promise.reject(new Error('nothing is looked up in a workspace')),
      outside: () => Promise.reject(new Error('one statement is enough')),
    }
    expect(await findLink(counting, secret)).toBeNull()
    return asked
  }
  const first = await work(unknown)
  expect(first).toEqual([[expect.any(String), ['link', 32]]])
  for (const secret of [expired, token, 'x', '', 'a'.repeat(2_000)]) expect(await work(secret)).toEqual(first)
})

test('that somebody looked is noted, and within a minute once', async () => {
  const { token, scheduleId } = await submitted()
  expect(must((await links(scheduleId))[0]).lastUsedAt).toBeNull()
  await portal.page(token)
  const { lastUsedAt } = must((await links(scheduleId))[0])
  expect(lastUsedAt).toEqual(expect.any(Date))
  await portal.page(token)
  expect(must((await links(scheduleId))[0]).lastUsedAt).toEqual(lastUsedAt)
})

test('who pays sees the page of who approves, but for what is theirs to answer', async () => {
  const { dealId, token } = await submitted()
  const payer = await dealLinkFor(office, dealId, 'fin@client.example', 'Fin')
  const bare = (page: PortalPage, secret: string) => {
    const { csrf: _csrf, you: _you, ...rest } = page
    const milestones = rest.milestones.map(({ review, ...each }) => ({
      ...each,
      review: review && { ...review, mayDecide: null, mayAcceptPart: null, yourDecision: null },
    }))
    return JSON.parse(JSON.stringify({ ...rest, milestones }).replaceAll(secret, 'secret'))
  }
  const [one, two] = [await portal.page(token), await portal.page(payer)]
  expect(one.you).not.toEqual(two.you)
  expect(bare(two, payer)).toEqual(bare(one, token))
  const html = async (secret: string) => {
    const text = await (await fetch(portal.url.replace('/api/portal', `/portal/${secret}`))).text()
    return text
      .replaceAll(secret, 'secret')
      .replace(/nonce="[^"]*"/g, '')
      .replace(/<style[\s\S]*?<\/style>/g, '')
  }
  const [approver, looker] = [await html(token), await html(payer)]
  expect(approver).toContain('<form')
  expect(looker).not.toContain('<form')
  // Every word that the payer reads about the deal stands on the approver's page too.
  const words = (text: string) =>
    text
      .replace(/<[^>]+>/g, '\n')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  const theirs = new Set(words(approver))
  const own = words(looker).filter((line) => !theirs.has(line))
  // What the approver sees unfolded as a question, the payer unfolds; and each is told what is theirs to do.
  const ofTheirOwn = /Fin|Others are asked|Nothing needs your answer|What was agreed and delivered|^: Design$/
  expect(own.filter((line) => !ofTheirOwn.test(line))).toEqual([])
})

test('ends after its time', async () => {
  const own = await openOffice()
  const door = await openPortalDoor(own)
  const { token, scheduleId } = await reviews(() => own).submitted()
  own.clock.moveTo(limits.portalLinkMs - 60_000)
  expect((await door.ask('GET', `/${token}`)).status).toBe(200)
  own.clock.moveTo(limits.portalLinkMs + 60_000)
  expect((await door.ask('GET', `/${token}`)).status).toBe(404)
  const [link] = await own.within((sql) => listLinks(sql, scheduleId))
  expect(isLive(must(link), own.clock.now())).toBe(false)
  await door.close()
  await own.close()
})

test('a new one leaves the earlier ones, or takes their place; another person’s stay', async () => {
  const { id, token } = await submitted()
  const others = await linkFor(office, id, '2')
  const second = await linkFor(office, id)
  const open = async (secret: string) => (await portal.ask('GET', `/${secret}`)).status
  expect([await open(token), await open(second)]).toEqual([200, 200])
  const third = await linkFor(office, id, '1', true)
  expect([await open(token), await open(second), await open(third), await open(others)]).toEqual([
    404, 404, 200, 200,
  ])
})

test('revoking one ends every link of that person into the deal, in one act; only the one where that is said', async () => {
  const { id, dealId, scheduleId, token } = await submitted()
  const cem = await linkFor(office, id, '2')
  const [second, third] = [await linkFor(office, id), await dealLinkFor(office, dealId, 'ANA@client.example')]
  const open = (...tokens: string[]) =>
    Promise.all(tokens.map(async (secret) => (await portal.ask('GET', `/${secret}`)).status))
  const newest = async () => must((await links(scheduleId))[0]).linkId
  await office.within(async (sql) => revokeLink(sql, owner, office, await newest(), { only: true }))
  expect(await open(token, second, third, cem)).toEqual([200, 200, 404, 200])
  // The one that got into wrong hands may be any of them.
  const mine = (await links(scheduleId)).filter((link) => link.email === 'ana@client.example')
  const leaked = must(mine.at(-1)).linkId
  await office.within((sql) => revokeLink(sql, owner, office, leaked))
  expect(await open(token, second, third, cem)).toEqual([404, 404, 404, 200])
  const told = await office.within((sql) =>
    sql<{ what: string }>(
      "select what from history where deal_id = $1 and what like 'Revoked%' order by number",
      [dealId],
    ),
  )
  expect(told.map(({ what }) => what)).toEqual([
    'Revoked a portal link of Ana Ruiz',
    'Revoked all 2 portal links of Ana Ruiz',
  ])
  // The same act again, late, does not end what was opened since.
  const fresh = await linkFor(office, id)
  await office.within((sql) => revokeLink(sql, owner, office, leaked))
  expect(await open(fresh)).toEqual([200])
})

test('revoking twice is revoking once; one that never was is not found', async () => {
  const { scheduleId } = await submitted()
  const [link] = await links(scheduleId)
  const { linkId } = must(link)
  await office.within((sql) => revokeLink(sql, owner, office, linkId))
  const [once] = await links(scheduleId)
  expect(once).toMatchObject({ revoked: { by: 'Ana Ruiz' } })
  await office.within((sql) => revokeLink(sql, { ...owner, who: 'Ben' }, office, linkId))
  expect(await links(scheduleId)).toEqual([once])
  const nobody = office.within((sql) =>
    revokeLink(sql, owner, office, '00000000-0000-4000-8000-000000000000'),
  )
  expect(await refusalOf(nobody)).toMatchObject({ code: 'not_found' })
})

test('only an approver of an open round gets one for it', async () => {
  const { id, token } = await submitted()
  expect(await refusalOf(linkFor(office, id, '9'))).toMatchObject({
    code: 'validation_failed',
    errors: [{ pointer: '/approverId' }],
  })
  expect((await portal.answer(token, at(id, 'approve'))).status).toBe(200)
  expect((await round(id)).state).toBe('approved')
  expect(await refusalOf(linkFor(office, id))).toMatchObject({ code: 'wrong_status' })
})

test('a deal that was removed in HubSpot opens nothing, until it is there again', async () => {
  const { dealId } = await submitted()
  const token = await dealLinkFor(office, dealId, 'fin@client.example')
  const archive = (archived: boolean) =>
    office.within(async (sql) => saveDeals(sql, [{ ...must(await readDeal(sql, dealId)), archived }]))
  await archive(true)
  expect(await told(`/${token}`)).toEqual(await told(`/${unknown}`))
  await archive(false)
  expect((await portal.ask('GET', `/${token}`)).status).toBe(200)
})

test('whoever tries links is held off, by address; a link is held to its visits, whoever has it', async () => {
  const door = await openPortalDoor(office, throttleBy(null))
  const { token } = await submitted()
  const from = (n: number) => ({ 'x-forwarded-for': `198.51.100.${n}` })
  const tries: number[] = []
  for (let visit = 0; visit <= limits.visitsPerMinute; visit += 1)
    tries.push((await door.ask('GET', `/${String(visit).repeat(20)}`, undefined, from(1))).status)
  expect(tries).toEqual([...Array.from({ length: limits.visitsPerMinute }, () => 404), 429])
  expect((await door.ask('GET', `/${token}`, undefined, from(1))).status).toBe(429)
  expect((await door.ask('GET', `/${token}`, undefined, from(2))).status).toBe(200)
  // Within one minute of the limiter's, however slow the machine is: otherwise it is played again, by another link.
  let visits: number[]
  let began: number
  do {
    const link = (await submitted()).token
    began = Date.now()
    visits = await Promise.all(
      Array.from(
        { length: limits.visitsPerLink + 1 },
        async (_, n) => (await door.ask('GET', `/${link}/files/x`, undefined, from(10 + n))).status,
      ),
    )
  } while (Date.now() - began >= 60_000)
  expect(visits.sort()).toEqual([...Array.from({ length: limits.visitsPerLink }, () => 404), 429])
  await door.close()
})
