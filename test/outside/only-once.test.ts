/**
 * Goal: what a person or a program sends twice happens once. Method: the same Idempotency-Key for another request,
 * where the effect is at a vendor; and one sign-in link, pressed by two browsers at the same moment.
 */
import { openSignInLink } from '../../src/http/sign-in-link'
import { type EmbeddedProgram, startEmbedded } from '../fixtures/embedded-program'
import { must } from '../fixtures/must'

let embedded: EmbeddedProgram
beforeAll(async () => {
  embedded = await startEmbedded()
})
afterAll(() => embedded.close())

const me = async () =>
  (await (await embedded.call('GET', '/me')).json()) as { workspaceId: string; name: string }
const statusOf = async (vendor: string): Promise<string | undefined> => {
  const { items } = (await (await embedded.call('GET', '/connections')).json()) as {
    items: { vendor: string; status: string }[]
  }
  return items.find((item) => item.vendor === vendor)?.status
}

test('a key that was used for another request ends nothing at the vendor', async () => {
  const key = { 'idempotency-key': 'once' }
  expect((await embedded.call('POST', '/sync/check-now', {}, key)).status).toBe(200)
  const reused = await embedded.call('POST', '/connections/hubspot/disconnect', {}, key)
  expect([reused.status, await reused.json()]).toMatchObject([422, { code: 'idempotency_key_reused' }])
  expect(await statusOf('hubspot')).toBe('connected')
})

test('two browsers that press one sign-in link at once: one is signed in', async () => {
  const { workspaceId } = await me()
  const { database } = embedded.program
  for (let round = 0; round < 5; round += 1) {
    const link = await database.inWorkspace(workspaceId, async (sql) => {
      const [person] = await sql<{ person_id: string }>("select person_id from person where role = 'viewer'")
      const clock = embedded.program.connect.clock
      return openSignInLink(sql, { clock, publicUrl: embedded.url }, must(person).person_id)
    })
    const press = () => fetch(link, { method: 'POST', redirect: 'manual' })
    const answers = await Promise.all([press(), press(), press(), press()])
    expect(answers.map((answer) => answer.status).sort()).toEqual([303, 401, 401, 401])
    expect((await press()).status).toBe(401)
  }
})

test('a repeated request is answered from the first, and needs no vendor for it', async () => {
  const check = () => embedded.call('POST', '/sync/check-now', {}, { 'idempotency-key': 'read-once' })
  const first = await check()
  expect(first.status).toBe(200)
  expect((await embedded.call('POST', '/connections/hubspot/disconnect', {})).status).toBe(200)
  const second = await check()
  expect([second.status, second.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
  expect(await second.json()).toEqual(await first.json())
})
