/**
 * Goal: whoever tries links learns nothing from what they are answered. Method: links that never were, have ended and were
 * revoked, at every address; what is answered compared byte by byte, and the questions to the database one by one.
 */
import { revokeLink } from '../../src/approvals/open-links'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { owner } from '../fixtures/plan'
import { ana, at, dealLinkFor, openPortalDoor, reviews } from '../fixtures/portal'

let office: Office
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
})
afterAll(() => office.close())

const { submitted } = reviews(() => office)

test('unknown, ended and revoked: the same bytes, after the same questions to the database', async () => {
  let questions: string[] = []
  const counting: Office = {
    ...office,
    database: {
      ...office.database,
      outside: (work) =>
        office.database.outside((sql) =>
          work(async (text, values) => {
            questions.push(text)
            return sql(text, values)
          }),
        ),
      inWorkspace: (workspaceId, work) => {
        questions.push('a transaction of a workspace')
        return office.database.inWorkspace(workspaceId, work)
      },
    },
  }
  const door = await openPortalDoor(counting)
  const { id, dealId } = await submitted()
  const revoked = await dealLinkFor(office, dealId, ana.email)
  const [link] = await office.within((sql) =>
    sql<{ link_id: string }>(
      'select link_id from portal_link where revoked_at is null order by opened_at desc limit 1',
    ),
  )
  await office.within((sql) => revokeLink(sql, owner, office, must(link).link_id))
  const ended = await dealLinkFor(office, dealId, ana.email)
  const { token: other } = await submitted()
  office.clock.moveTo(office.clock.offsetMs() + 400 * 86_400_000)
  const live = await dealLinkFor(office, dealId, ana.email)

  const said = async (token: string, path: string, method: string) => {
    questions = []
    const response = await fetch(`${door.url.replace('/api/portal', '')}${path.replace('*', token)}`, {
      method,
      // Packed, a page is as long as its nonce happens to make it.
      headers: { 'accept-encoding': 'identity' },
    })
    const text = (await response.text()).replaceAll(/nonce="[^"]*"/g, '')
    const { status, headers } = response
    const told = [...headers]
      .filter(([name]) => name !== 'date')
      .map(([name, value]) => [name, value.replace(/nonce-[^']*/, '')])
    return JSON.stringify({ status, text: text.replaceAll(/"requestId":"[^"]*"/g, ''), told, questions })
  }
  for (const path of [
    '/portal/*',
    '/api/portal/*',
    `/portal/*/files/${id}`,
    `/portal/*${at(id, 'approve')}`,
    `/api/portal/*${at(id, 'approve')}`,
  ]) {
    for (const method of path.endsWith('approve') ? ['GET', 'POST'] : ['GET']) {
      const all: string[] = []
      for (const token of ['A'.repeat(43), revoked, ended, other, 'nonsense'])
        all.push(await said(token, path, method))
      const [unknown, ...others] = all
      for (const each of others) expect(each).toBe(unknown)
    }
  }
  expect(JSON.parse(await said(live, '/portal/*', 'GET'))).toMatchObject({ status: 200 })
  await door.close()
})
