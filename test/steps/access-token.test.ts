/**
 * Goal: one refresh at a time over all processes, no refresh token ever lost, and a dead connection is a question to a
 * person. Method: both simulators' token endpoints over HTTP, several processes, faults, a process that dies in between.
 */
import { limits } from '../../config/limits'
import { ConnectionLost, sealPlace } from '../../src/tenants/access-token'
import {
  readConnection,
  saveConnection,
  setConnectionStatus,
  shredTokens,
  type Vendor,
} from '../../src/tenants/connection-table'
import { must } from '../fixtures/must'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeEach(async () => {
  stage = await openStage({ deadlineMs: 2_000 })
})
afterEach(() => stage.close())

const vendors = ['quickbooks', 'hubspot'] as const
const TOKEN_PATH = { quickbooks: /^\/oauth2\/v1\/tokens\/bearer$/, hubspot: /^\/oauth\/.*token$/ }
const FAULT_PATH = { quickbooks: '/oauth2/v1/tokens/bearer', hubspot: '/oauth/*token' }
const refreshes = (vendor: Vendor) => stage[vendor].count('POST', TOKEN_PATH[vendor])
const stored = (vendor: Vendor) => stage.within(async (sql) => must(await readConnection(sql, vendor)))
const opened = async (vendor: Vendor, which: 'access' | 'refresh') => {
  const connection = await stored(vendor)
  const sealed = which === 'access' ? connection.accessTokenSealed : connection.refreshTokenSealed
  return stage.sealer.open(must(sealed), sealPlace(stage.workspaceId, vendor, which))
}
const token = (vendor: Vendor, process: Pick<Stage, 'tokens'> = stage) =>
  process.tokens.accessToken(stage.workspaceId, vendor)
/** Lets the access token come near its end on everyone's clock. */
const nearEnd = (vendor: Vendor) => stage.advance(((vendor === 'quickbooks' ? 3_600 : 1_800) - 200) * 1_000)
/** Long enough that what a test does meanwhile is stored before, on a busy machine too; and a stage that waits for it. */
const LATE = { method: 'POST', times: 1, effect: 'delay', delayMs: 4_000 }
async function waitLonger(): Promise<void> {
  await stage.close()
  stage = await openStage({ deadlineMs: 15_000 })
}
/** A person connects again: live tokens of other words. Answers the new access token. */
const reconnect = async (vendor: Vendor) => {
  const accessToken = 'a token from connecting anew'
  const { accountHash, externalIdSealed, name } = await stored(vendor)
  const seal = (text: string, column: string) =>
    stage.sealer.seal(text, sealPlace(stage.workspaceId, vendor, column))
  await stage.within((sql) =>
    saveConnection(sql, {
      vendor,
      name,
      accountHash,
      externalIdSealed: must(externalIdSealed),
      accessTokenSealed: seal(accessToken, 'access'),
      refreshTokenSealed: seal('a refresh token from connecting anew', 'refresh'),
      accessExpiresAt: new Date(stage.clock.now().getTime() + 3_600_000),
      refreshExpiresAt: null,
      facts: {},
    }),
  )
  return accessToken
}
const read = async (vendor: Vendor, process: Pick<Stage, 'vendors'> = stage) =>
  vendor === 'quickbooks'
    ? (await process.vendors.quickbooks(stage.workspaceId)).companyInfo()
    : (await process.vendors.hubspot(stage.workspaceId)).pipelines()

describe.each(vendors)('%s', (vendor) => {
  test('a live token is handed out as it is, however often', async () => {
    expect(await token(vendor)).toBe(await opened(vendor, 'access'))
    expect(await token(vendor)).toBe(await opened(vendor, 'access'))
    expect(await refreshes(vendor)).toBe(0)
  })

  test('one that is about to end is refreshed before it is used, and what came is stored', async () => {
    const before = await token(vendor)
    nearEnd(vendor)
    const after = await token(vendor)
    expect(after).not.toBe(before)
    expect(after).toBe(await opened(vendor, 'access'))
    expect(await refreshes(vendor)).toBe(1)
    expect(must((await stored(vendor)).accessExpiresAt).getTime()).toBeGreaterThan(
      stage.clock.now().getTime(),
    )
    expect(await read(vendor)).toMatchObject({ outcome: 'done' })
  })

  test('three processes with ten callers each: one refresh, one token', async () => {
    const others = [stage, stage.anotherProcess(), stage.anotherProcess()]
    await Promise.all(others.map((each) => token(vendor, each)))
    nearEnd(vendor)
    const tokens = await Promise.all(
      others.flatMap((each) => Array.from({ length: 10 }, () => token(vendor, each))),
    )
    expect(new Set(tokens).size).toBe(1)
    expect(await refreshes(vendor)).toBe(1)
  })

  test('a dead grant stops the connection with a reason, once, and nothing calls any more', async () => {
    const other = stage.anotherProcess()
    await stage.within((sql) =>
      sql('update connection set refresh_token_sealed = $2 where vendor = $1', [
        vendor,
        stage.sealer.seal('no such token', sealPlace(stage.workspaceId, vendor, 'refresh')),
      ]),
    )
    nearEnd(vendor)
    const results = await Promise.allSettled([stage, other, stage].map((each) => token(vendor, each)))
    for (const each of results) {
      expect(each).toMatchObject({ status: 'rejected', reason: { needsPerson: true, vendor } })
      expect(must(each.status === 'rejected' ? each.reason : null)).toBeInstanceOf(ConnectionLost)
    }
    expect(await stored(vendor)).toMatchObject({
      status: 'needs_reconnect',
      statusDetail: expect.any(String),
    })
    expect(stage.lost).toMatchObject([{ workspaceId: stage.workspaceId, vendor }])
    const calls = await refreshes(vendor)
    await expect(token(vendor)).rejects.toBeInstanceOf(ConnectionLost)
    await expect(stage.vendors[vendor](stage.workspaceId)).rejects.toBeInstanceOf(ConnectionLost)
    expect(await refreshes(vendor)).toBe(calls)
  })

  const unclear = [
    { effect: 'status', status: 503 },
    { effect: 'reset' },
    { effect: 'drop-reply' },
    { effect: 'hang' },
    { effect: 'html' },
    { effect: 'malformed' },
  ]
  test('an unclear refresh is tried again at once, with the same token', async () => {
    for (const [index, fault] of unclear.entries()) {
      nearEnd(vendor)
      await stage[vendor].fault({ method: 'POST', path: FAULT_PATH[vendor], times: 1, ...fault })
      expect(await token(vendor)).toBe(await opened(vendor, 'access'))
      expect([fault, await refreshes(vendor)]).toEqual([fault, 2 * (index + 1)])
      expect(await read(vendor)).toMatchObject({ outcome: 'done' })
    }
  })

  test('when it goes on the connection is not lost: the next refresh goes', async () => {
    const lasting = [
      ...unclear.map((fault) => ({ ...fault, times: 2 })),
      { effect: 'status', status: 429, times: 1 },
    ]
    for (const fault of lasting) {
      nearEnd(vendor)
      await stage[vendor].fault({ method: 'POST', path: FAULT_PATH[vendor], ...fault })
      await expect(token(vendor)).rejects.toMatchObject({ needsPerson: false })
      expect(await stored(vendor)).toMatchObject({ status: 'connected' })
      expect(await token(vendor)).toBe(await opened(vendor, 'access'))
      expect(await read(vendor)).toMatchObject({ outcome: 'done' })
    }
    expect(stage.lost).toEqual([])
  })

  test('a process that died between the refresh and its storing costs the others no more than its lease', async () => {
    nearEnd(vendor)
    // What the dead process did: it took the lease, and the vendor gave it tokens that nobody has.
    await stage.within((sql) =>
      sql(
        "update connection set lease_until = milepost.now() + $2 * interval '1 millisecond' where vendor = $1",
        [vendor, limits.refreshLeaseMs],
      ),
    )
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: await opened(vendor, 'refresh'),
    })
    const basic = Buffer.from('stage:a client secret of the stage').toString('base64')
    const client = new URLSearchParams({ client_id: 'stage', client_secret: 'a client secret of the stage' })
    const path = vendor === 'quickbooks' ? '/oauth2/v1/tokens/bearer' : '/oauth/v1/token'
    const lostAnswer = await fetch(`${stage[vendor].url}${path}`, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        ...(vendor === 'quickbooks' && { authorization: `Basic ${basic}` }),
      },
      body: vendor === 'quickbooks' ? form : new URLSearchParams([...form, ...client]),
    })
    expect(lostAnswer.status).toBe(200)
    const waiting = token(vendor)
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(await refreshes(vendor)).toBe(1)
    stage.advance(limits.refreshLeaseMs + 1_000)
    expect(await waiting).toBe(await opened(vendor, 'access'))
    expect(await read(vendor)).toMatchObject({ outcome: 'done' })
  })

  test('a connection that was never made, or was cut, says so', async () => {
    await stage.within((sql) => shredTokens(sql, vendor))
    await expect(token(vendor)).rejects.toMatchObject({
      needsPerson: true,
      message: `${vendor} is not connected`,
    })
    await stage.within((sql) => sql('delete from connection where vendor = $1', [vendor]))
    await expect(token(vendor)).rejects.toMatchObject({ needsPerson: true })
  })

  test.each([
    'answered',
    'refused',
  ])('connecting anew while a refresh is on its way, that is then %s, is not undone', async (end) => {
    await waitLonger()
    nearEnd(vendor)
    const place = sealPlace(stage.workspaceId, vendor, 'refresh')
    const next = end === 'refused' ? 'no such token' : await opened(vendor, 'refresh')
    await stage.within((sql) =>
      sql('update connection set refresh_token_sealed = $2 where vendor = $1', [
        vendor,
        stage.sealer.seal(next, place),
      ]),
    )
    await stage[vendor].fault({ ...LATE, path: FAULT_PATH[vendor] })
    await stage[vendor].clearLog()
    const waiting = token(vendor)
    await stage[vendor].arrives('POST', TOKEN_PATH[vendor])
    const anew = await reconnect(vendor)
    expect(await waiting).toBe(anew)
    expect(await opened(vendor, 'access')).toBe(anew)
    expect(await stored(vendor)).toMatchObject({ status: 'connected' })
    expect(stage.lost).toEqual([])
  })

  test('disconnecting while a refresh is on its way leaves no token behind', async () => {
    await waitLonger()
    nearEnd(vendor)
    await stage[vendor].fault({ ...LATE, path: FAULT_PATH[vendor] })
    await stage[vendor].clearLog()
    const waiting = token(vendor)
    await stage[vendor].arrives('POST', TOKEN_PATH[vendor])
    await stage.within(async (sql) => {
      await setConnectionStatus(sql, vendor, 'disconnected', null)
      await shredTokens(sql, vendor)
    })
    await expect(waiting).rejects.toMatchObject({ needsPerson: true })
    expect(await stored(vendor)).toMatchObject({
      status: 'disconnected',
      accessTokenSealed: null,
      refreshTokenSealed: null,
    })
  })

  test('nothing secret is readable in the row', async () => {
    const secrets = [await opened(vendor, 'access'), await opened(vendor, 'refresh')]
    const row = JSON.stringify(
      await stage.within((sql) => sql('select * from connection where vendor = $1', [vendor])),
      (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
    )
    for (const secret of secrets) expect(row).not.toContain(secret)
    expect(row).not.toContain(vendor === 'quickbooks' ? stage.realmId : String(stage.portalId))
  })
})

test('where each refresh gives another refresh token and ends the old one, the newest is always kept', async () => {
  await stage.quickbooks.turn({ 'refresh-rotation': 'always', 'old-refresh-token': '0' })
  const seen = [await opened('quickbooks', 'refresh')]
  for (let time = 0; time < 3; time += 1) {
    nearEnd('quickbooks')
    await token('quickbooks')
    seen.push(await opened('quickbooks', 'refresh'))
    expect(await read('quickbooks')).toMatchObject({ outcome: 'done' })
  }
  expect(new Set(seen).size).toBe(4)
})

test('many calls that one dead token failed refresh it once, and all go through', async () => {
  await read('quickbooks')
  await stage.quickbooks.open('/tokens/expire', { realmId: stage.realmId })
  const answers = await Promise.all(Array.from({ length: 12 }, () => read('quickbooks')))
  expect(answers.map((answer) => answer.outcome)).toEqual(Array.from({ length: 12 }, () => 'done'))
  expect(await refreshes('quickbooks')).toBe(1)
})

test('when the owner disconnected the app, one refresh says so, and a person is asked', async () => {
  await read('quickbooks')
  await stage.quickbooks.open('/tokens/disconnect', { realmId: stage.realmId })
  expect(await read('quickbooks')).toMatchObject({ outcome: 'refused', fault: { kind: 'unauthorized' } })
  expect(await stored('quickbooks')).toMatchObject({ status: 'needs_reconnect' })
  expect(stage.lost).toHaveLength(1)
})

test('tokens that were moved to another vendor’s row do not open', async () => {
  await stage.within((sql) =>
    sql(`update connection h set access_token_sealed = q.access_token_sealed from connection q
         where h.vendor = 'hubspot' and q.vendor = 'quickbooks'`),
  )
  await expect(token('hubspot')).rejects.toThrow()
})
