/**
 * The command line from outside: the built program's commands, on a PostgreSQL of one's own as in production, and
 * joined to a running embedded default. Each check of the doctor is made ill once.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { type TestDatabase, testDatabase } from '../fixtures/database'
import { must } from '../fixtures/must'
import {
  api,
  endpointsOf,
  type Home,
  milepost,
  newHome,
  type RunningProgram,
  startProgram,
} from './running-program'

jest.setTimeout(120_000)

const SEAL_KEYS = randomBytes(32).toString('base64')
const folder = mkdtempSync(path.join(tmpdir(), 'milepost-commands-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('on a database of its own', () => {
  let database: TestDatabase
  let settings: Record<string, string>
  const call = (...words: string[]) => milepost(words, settings)
  const owner = async (statement: string) => {
    const client = new Client({ connectionString: database.url })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }

  beforeAll(async () => {
    database = await testDatabase()
    settings = { DATABASE_URL: database.url, SEAL_KEYS, PUBLIC_URL: 'https://milepost.example' }
  })
  afterAll(() => database.drop())

  test('the first workspace is made, and its owner gets a token and a way in, each once', async () => {
    const bare = await call('doctor')
    expect(bare).toMatchObject({ code: 1, printed: expect.stringContaining('✗ 0 workspaces') })
    const added = await call(
      ...['workspace:add', '--name', 'Noord', '--zone', 'Europe/Amsterdam', '--currency', 'EUR'],
      ...['--owner', 'Ann Lee <ann@example.com>'],
    )
    expect(added.code).toBe(0)
    expect(added.printed).toMatch(/mp_[\w-]{32}\n/)
    expect(added.printed).toMatch(/https:\/\/milepost\.example\/enter\/[\w-]{43}\n/)
    const again = await call('sign-in', '--workspace', 'Noord', '--person', 'Ann Lee')
    expect(again).toMatchObject({ code: 0, printed: expect.stringContaining('/enter/') })
    const token = await call('token:add', '--workspace', 'Noord', '--role', 'viewer')
    expect(token).toMatchObject({
      code: 0,
      printed: expect.stringContaining("A viewer's API token for “Noord”"),
    })
  })

  test('the doctor says of an unconnected workspace what to do, and answers 1', async () => {
    const { code, printed } = await call('doctor')
    expect(code).toBe(1)
    expect(printed).toContain('✓ Its tables are up to date')
    expect(printed).toContain(
      '✗ QuickBooks is not connected\n    → Connect QuickBooks at https://milepost.example/connections',
    )
    expect(printed).toContain('✗ HubSpot is not connected')
    expect(printed).toContain('✓ 0 invoices are unclear')
  })

  test('a sweep passes over what is not connected', async () => {
    expect(await call('sweep', '--workspace', 'Noord')).toMatchObject({
      code: 0,
      printed: expect.stringContaining('– QuickBooks for “Noord”: not connected, so not read'),
    })
  })

  test.each([
    [['nonsense'], 'There is no command “nonsense”'],
    [['workspace:add', '--name', 'X'], 'workspace:add needs --zone'],
    [['doctor', '--loud'], "Unknown option '--loud'"],
    [['token:add', '--workspace', 'Zuid', '--role', 'viewer'], 'There is no workspace “Zuid”'],
    [['token:add', '--workspace', 'Noord', '--role', 'king'], '--role takes one of viewer'],
    [['sign-in', '--workspace', 'Noord', '--person', 'Bob'], 'No single person of “Noord” is “Bob”'],
    [['replay'], 'replay needs the file of an event'],
    [['replay', '/nowhere.json'], "/nowhere.json can't be read"],
    [
      ['workspace:add', '--name', 'X', '--zone', 'Mars/Base', '--currency', 'EUR', '--owner', 'A'],
      '“Mars/Base” is no time zone',
    ],
    [
      ['workspace:add', '--name', 'X', '--zone', 'UTC', '--currency', 'EURO', '--owner', 'A'],
      '“EURO” is no currency',
    ],
    [
      ['workspace:add', '--name', 'X', '--zone', 'UTC', '--currency', 'EUR', '--owner', 'A <b>'],
      '“b” is no address',
    ],
  ])('%j is refused in words, with 2', async (words, sentence) => {
    expect(await call(...words)).toMatchObject({ code: 2, printed: expect.stringContaining(sentence) })
  })

  test('wrong settings are listed, with 2', async () => {
    const { code, printed } = await milepost(['doctor'], { ...settings, SEAL_KEYS: 'short' })
    expect(code).toBe(2)
    expect(printed).toContain('SEAL_KEYS: each key is 32 bytes in base64')
    const nowhere = await milepost(['doctor'], { DATA_DIR: path.join(folder, 'empty') })
    expect(nowhere).toMatchObject({ code: 2, printed: expect.stringContaining('there is no Milepost in') })
  })

  test('a database without tables, and one that is not there, are told apart', async () => {
    const empty = new URL(database.url)
    empty.pathname = `${empty.pathname}_empty`
    await owner(`create database ${empty.pathname.slice(1)}`)
    const bare = await milepost(['doctor'], { ...settings, DATABASE_URL: empty.href })
    await owner(`drop database ${empty.pathname.slice(1)} with (force)`)
    expect(bare).toMatchObject({
      code: 1,
      printed: expect.stringContaining(
        '✗ The database answers, but has no tables yet\n    → Run npm run migrate',
      ),
    })
    const gone = new URL(database.url)
    gone.port = '1'
    expect(await milepost(['doctor'], { ...settings, DATABASE_URL: gone.href })).toMatchObject({
      code: 1,
      printed: expect.stringContaining("✗ The database can't be reached"),
    })
  })

  test('tables of an older program are named', async () => {
    await owner("update milepost.migration set name = 'of-another-program'")
    const { code, printed } = await call('doctor')
    await owner("update milepost.migration set name = '20261121000000001_the-frame'")
    expect(code).toBe(1)
    expect(printed).toMatch(/✗ Its tables lack: .*the-frame/)
    expect(printed).toContain('✗ Its tables are newer than this program: of-another-program')
  })
})

describe('beside a running embedded default', () => {
  let home: Home
  let program: RunningProgram
  let settings: Record<string, string>
  const call = (...words: string[]) => milepost(words, settings)

  beforeAll(async () => {
    home = await newHome()
    program = await startProgram(home)
    settings = { DATA_DIR: home.dataDir, PORT: String(home.port) }
    await program.says('The demo company is ready')
  })
  afterAll(async () => {
    await program.stop()
    home.leave()
  })

  test('all is well', async () => {
    const { code, printed } = await call('doctor')
    expect(printed).not.toContain('✗')
    expect(printed).toMatch(/✓ QuickBooks is connected \(Harbour & Co\), and was read \d+ s ago/)
    expect(code).toBe(0)
  })

  test('a sweep is done by the running workers', async () => {
    const { code, printed } = await call('sweep')
    expect(printed.split('\n').filter((line) => line.endsWith(': read'))).toHaveLength(4)
    expect(code).toBe(0)
  })

  test('a kept event is taken in again; one of a stranger is not', async () => {
    const { portalId, other } = { ...endpointsOf(home).hubspot, ...endpointsOf(home) }
    const { items } = await api<{ items: { id: string }[] }>(home, '/deals')
    const event = {
      eventId: 1,
      portalId: Number(portalId),
      objectId: Number(must(items[0]).id),
      subscriptionType: 'deal.propertyChange',
      propertyName: 'amount',
      occurredAt: 1_795_000_000_000,
    }
    const file = path.join(folder, 'event.json')
    writeFileSync(file, JSON.stringify(event))
    const taken = await call('replay', file)
    expect(taken).toMatchObject({ code: 0, printed: expect.stringContaining(': taken in') })
    writeFileSync(file, JSON.stringify([{ ...event, portalId: 5 }]))
    expect(await call('replay', file)).toMatchObject({
      code: 1,
      printed: expect.stringContaining('no workspace is connected to portal 5'),
    })
    const invoice = {
      specversion: '1.0',
      id: 'c1',
      source: 'intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=',
      type: 'qbo.invoice.updated.v1',
      time: '2026-11-20T10:00:00.000000000Z',
      intuitentityid: '1',
      intuitaccountid: other.realmId,
      data: {},
    }
    writeFileSync(file, JSON.stringify(invoice))
    expect(await call('replay', file)).toMatchObject({
      code: 0,
      printed: expect.stringContaining('✓ quickbooks Invoice 1 updated: taken in'),
    })
    writeFileSync(file, '{"hello": "world"}')
    expect(await call('replay', file)).toMatchObject({
      code: 2,
      printed: expect.stringContaining("holds no event of HubSpot's or QuickBooks'"),
    })
  })

  test('the link of a sign-in works once, and only when its button is pressed', async () => {
    const { printed } = await call('sign-in', '--workspace', 'Nordkade', '--person', 'Vera Koh')
    const link = must(/http\S+\/enter\/\S+/.exec(printed)?.[0])
    const page = await fetch(link)
    expect(page.headers.get('set-cookie')).toBeNull()
    expect(await page.text()).toContain('<form method="post">')
    const entered = await fetch(link, { method: 'POST', redirect: 'manual' })
    expect(entered.status).toBe(303)
    const cookie = must(/^[^;]+/.exec(must(entered.headers.get('set-cookie')))?.[0])
    const me = await fetch(`${home.url}/api/v1/me`, { headers: { cookie } })
    expect(await me.json()).toMatchObject({ name: 'Vera Koh', workspace: 'Nordkade' })
    expect((await fetch(link, { method: 'POST', redirect: 'manual' })).status).toBe(401)
    const stolen = cookie.replace(/=.*/, `=${must(link.split('/').at(-1))}`)
    expect((await fetch(`${home.url}/api/v1/me`, { headers: { cookie: stolen } })).status).toBe(401)
  })

  test('operators see depths and connections on a listener of their own, and no one’s data', async () => {
    const operators = `http://127.0.0.1:${home.port + 9}`
    expect(await (await fetch(`${operators}/health`)).json()).toMatchObject({ ok: true, role: 'all' })
    const answer = await fetch(`${operators}/metrics`)
    const text = await answer.text()
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    expect(text).toContain('milepost_waiting{queue="outbox",state="waiting"} 0\n')
    expect(text).toContain('milepost_connections{vendor="quickbooks",status="connected"} 2\n')
    expect(text).not.toContain('Harbour')
    expect((await fetch(`${operators}/api/v1/me`)).status).toBe(404)
    expect(await (await fetch(`${home.url}/metrics`)).text()).not.toContain('milepost_waiting')
  })

  test('the history is held against its hashes; a changed or a missing entry shows', async () => {
    const whole = await call('history:verify')
    expect(whole.code).toBe(0)
    expect(whole.printed).toMatch(/✓ Harbour & Co: \d+ entries, unbroken/)
  })
})
