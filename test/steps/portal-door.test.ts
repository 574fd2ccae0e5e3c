/**
 * Goal: the client's door tells nobody its secrets, believes no link that has ended, lets no silence overtake an answer, and
 * says of an answer no more than is known. Method: real requests, a lock that is held while others queue for it, connections
 * that the server ends, and the log that is written.
 */
import { PassThrough } from 'node:stream'
import { Pool } from 'pg'
import { revokeLink } from '../../src/approvals/open-links'
import { listLinks } from '../../src/approvals/portal-link-table'
import { withdrawMilestone } from '../../src/approvals/submit-milestone'
import { draftChangeOrder } from '../../src/change-orders/draft-change-order'
import { sendChangeOrder } from '../../src/change-orders/send-change-order'
import { logFailures } from '../../src/http/problem'
import { readBilledSoFar } from '../../src/invoices/books/read-billed-so-far'
import { followOrder } from '../../src/invoices/edited/follow-order'
import { type Database, DatabaseBusy, openDatabase, type Sql } from '../../src/postgres/database'
import { lockSchedule } from '../../src/schedules/schedule-table'
import { openLog } from '../../src/start/open-log'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { fixed, owner } from '../fixtures/plan'
import { at, milestoneOf, openPortalDoor, type Portal, reviews } from '../fixtures/portal'

let office: Office
let portal: Portal
let server: Pool
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
  portal = await openPortalDoor(office)
  server = new Pool({ connectionString: office.databaseUrl, max: 1 })
})
afterAll(async () => {
  await server.end()
  await portal.close()
  await office.close()
})

const { submitted, read, kept } = reviews(() => office)

/** An answer as the page's plain form sends it. */
async function press(door: Portal, token: string, path: string, more: Record<string, string>) {
  const { csrf, version } = await portal.page(token)
  const response = await fetch(door.url.replace('/api/portal', `/portal/${token}${path}`), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ csrf, version, name: 'Ana R.', confirm: 'yes', ...more }),
  })
  return { status: response.status, text: await response.text() }
}

describe('the log', () => {
  test('holds no secret of a link, on a page or in JSON, however it is spelt', async () => {
    const { id, token } = await submitted()
    const stream = new PassThrough()
    const lines: string[] = []
    stream.on('data', (line) => lines.push(String(line)))
    const broken: Database = {
      ...office.database,
      inWorkspace: () => Promise.reject(new Error(`nobody expects this of ${token}`)),
    }
    const door = await openPortalDoor(office, undefined, {
      database: broken,
      onBroken: logFailures(openLog('info', stream)),
    })
    const spelt = `%${token.charCodeAt(0).toString(16)}${token.slice(1)}`
    const paths = [`/${token}`, `/${token}/files/${id}`, `/${spelt}`, `/${token}${at(id, 'approve')}`]
    for (const root of ['/portal', '/api/portal']) {
      for (const path of paths) {
        const isPost = path.endsWith('approve')
        const answer = await fetch(door.url.replace('/api/portal', `${root}${path}`), {
          method: isPost ? 'POST' : 'GET',
          ...(isPost && { headers: { 'content-type': 'application/json' }, body: '{}' }),
        })
        expect(answer.status).toBe(500)
      }
    }
    await door.close()
    expect(lines).toHaveLength(8)
    for (const line of lines) {
      expect(line).not.toContain(token.slice(1))
      expect(line).toContain('portal/…')
    }
  })
})

/** Holds a schedule while others queue for it, in the order in which they are begun; answers what each came to. */
async function queued<T>(scheduleId: string, begin: readonly (() => Promise<T>)[]): Promise<T[]> {
  const waiting = async () => {
    const { rows } = await server.query<{ n: number }>(
      // Of this database: other tests wait on the same server.
      `select count(*)::int as n from pg_locks join pg_stat_activity a using (pid)
        where not granted and a.datname = current_database() and locktype in ('tuple', 'transactionid')`,
    )
    return must(rows[0]).n
  }
  const before = await waiting()
  return office
    .within(async (sql) => {
      await lockSchedule(sql, scheduleId)
      const begun: Promise<T>[] = []
      for (const each of begin) {
        begun.push(each())
        while ((await waiting()) < before + begun.length)
          await new Promise((resolve) => setTimeout(resolve, 10))
      }
      return begun
    })
    .then((begun) => Promise.all(begun))
}

describe('an answer that waits for somebody else', () => {
  const revoke = (linkId: string) => () =>
    office.within((sql) => revokeLink(sql, owner, office, linkId)).then(() => ({ status: 0, body: {} }))

  test('decides nothing by a link that was revoked meanwhile, and is told what an unknown one is', async () => {
    const { id, token, scheduleId } = await submitted()
    const shown = await portal.page(token)
    const [link] = await office.within((sql) => listLinks(sql, scheduleId))
    const [, answer] = await queued(scheduleId, [
      revoke(must(link).linkId),
      () => portal.answer(token, at(id, 'approve'), {}, shown),
    ])
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect((await read(id)).workStatus).toBe('in_review')
    expect(await kept(id)).toEqual([])
    expect(await office.intents(scheduleId)).toEqual([])
  })

  test('nor signs a change order', async () => {
    const { token, dealId, scheduleId } = await submitted()
    const parts = { clock: office.clock, billedSoFar: readBilledSoFar, followOrder }
    const lines = [{ op: 'add' as const, milestone: fixed('Extra', '125') }]
    const { changeOrderId } = await office.within(async (sql) => {
      const drafted = await draftChangeOrder(sql, owner, { dealId, reason: 'More', lines })
      return sendChangeOrder(sql, owner, parts, { changeOrderId: drafted.changeOrderId, ifVersion: null })
    })
    const shown = await portal.page(token)
    const [link] = await office.within((sql) => listLinks(sql, scheduleId))
    const [, answer] = await queued(scheduleId, [
      revoke(must(link).linkId),
      () => portal.answer(token, `/change-orders/${changeOrderId}/approve`, {}, shown),
    ])
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
    const [order] = await office.within((sql) =>
      sql<{ state: string }>('select state from change_order where change_order_id = $1', [changeOrderId]),
    )
    expect(order).toEqual({ state: 'sent' })
  })

  test('comes too late where the question was taken back first, and first where it came first', async () => {
    for (const isFirst of [false, true]) {
      const { id, token, scheduleId } = await submitted()
      const shown = await portal.page(token)
      const withdraw = () =>
        office
          .within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
          .then(
            () => ({ status: 0, body: {} }),
            (error: { status: number; code: string }) => ({
              status: error.status,
              body: { code: error.code },
            }),
          )
      const approve = () => portal.answer(token, at(id, 'approve'), {}, shown)
      const results = await queued(scheduleId, isFirst ? [approve, withdraw] : [withdraw, approve])
      expect(results[0]?.status).toBe(isFirst ? 200 : 0)
      expect(results[1]).toMatchObject({ status: 409, body: { code: 'wrong_status' } })
      expect((await read(id)).workStatus).toBe(isFirst ? 'completed' : 'in_progress')
      expect(await office.intents(scheduleId)).toHaveLength(isFirst ? 1 : 0)
    }
  })
})

describe('while the database goes away', () => {
  /** Ends the connection of the n-th transaction, while it works or just before it commits. */
  function ending(
    fatal: number,
    when: 'while it works' | 'as it commits',
  ): { database: Database; close(): Promise<void> } {
    const own = openDatabase({ url: office.databaseUrl, clock: office.clock, connections: 4 })
    let count = 0
    const inWorkspace = <T>(workspaceId: string, work: (sql: Sql) => Promise<T>): Promise<T> => {
      count += 1
      if (count !== fatal) return own.inWorkspace(workspaceId, work)
      return own.inWorkspace(workspaceId, async (sql) => {
        const result = await work(sql)
        const [row] = await sql<{ pid: number }>('select pg_backend_pid() as pid')
        await server.query('select pg_terminate_backend($1, 2000)', [row?.pid])
        if (when === 'while it works') await sql('select 1')
        return result
      })
    }
    return { database: { ...own, inWorkspace }, close: () => own.close() }
  }

  test.each([
    ['while it works', false, 'Your answer was not recorded'],
    ['as it commits', true, 'Your answer may have been recorded'],
  ] as const)('an answer whose connection ends %s is told so: it may be stored: %s', async (when, mayBeStored, words) => {
    for (const face of ['page', 'json']) {
      const { id, token } = await submitted()
      const { csrf, version } = await portal.page(token)
      // First that it came, then the answer itself.
      const away = ending(2, when)
      const door = await openPortalDoor(office, undefined, { database: away.database })
      if (face === 'page') {
        const { status, text } = await press(door, token, at(id, 'approve'), {})
        expect([status, text.includes(words)]).toEqual([503, true])
        expect(text).not.toContain('Nothing was changed')
        expect(text).toContain(`href="/portal/${token}"`)
      } else {
        const body = { csrf, version, name: 'Ana R.', confirm: true }
        const answer = await door.ask('POST', `/${token}${at(id, 'approve')}`, body)
        expect(answer).toMatchObject({ status: 503, body: { code: 'database_away', mayBeStored } })
      }
      await door.close()
      await away.close()
      // Whatever came of it: the page says it, and the same answer again ends in one decision.
      expect((await portal.answer(token, at(id, 'approve'))).status).toBe(200)
      expect(await kept(id)).toHaveLength(1)
    }
  })

  test('looking, and answering while too much goes on, are 503 and change nothing', async () => {
    const { id, token } = await submitted()
    const busy: Database = {
      ...office.database,
      inWorkspace: () => Promise.reject(new DatabaseBusy(new Error('full'))),
    }
    const door = await openPortalDoor(office, undefined, { database: busy })
    const look = await fetch(door.url.replace('/api/portal', `/portal/${token}`))
    expect([look.status, (await look.text()).includes('Whatever was recorded before is safe')]).toEqual([
      503,
      true,
    ])
    const { status, text } = await press(door, token, at(id, 'approve'), {})
    expect([status, text.includes('Your answer was not recorded')]).toEqual([503, true])
    await door.close()
    expect(await kept(id)).toEqual([])
  })
})

describe('an answer of the same kind that says something else', () => {
  test.each([
    [
      'a part of another size',
      'approve-part',
      { accepted: { percent: '40' } },
      { accepted: { percent: '60' } },
      '40 %',
    ],
    ['other changes', 'request-revision', { reason: 'Too blue' }, { reason: 'Too red' }, 'Too blue'],
    ['another comment', 'approve', { reason: 'Lovely' }, {}, 'Lovely'],
  ])('%s is refused with the first one’s words; the first one again is not', async (_what, verb, first, other, words) => {
    const { id, token } = await submitted()
    const shown = await portal.page(token)
    expect((await portal.answer(token, at(id, verb), first, shown)).status).toBe(200)
    expect((await portal.answer(token, at(id, verb), first, shown)).status).toBe(200)
    const { status, body } = await portal.answer(token, at(id, verb), other, shown)
    expect([status, body['code']]).toEqual([409, 'wrong_status'])
    expect(body['detail']).toContain('the first answer stands')
    expect(body['detail']).toContain(words)
  })

  test('and the page says so, instead of thanking', async () => {
    const { id, token } = await submitted()
    const shown = await portal.page(token)
    await portal.answer(token, at(id, 'request-revision'), { reason: 'Too blue' }, shown)
    const response = await fetch(
      portal.url.replace('/api/portal', `/portal/${token}${at(id, 'request-revision')}`),
      {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({
          csrf: shown.csrf,
          version: shown.version,
          name: 'Ana R.',
          confirm: 'yes',
          reason: 'Too red',
        }),
      },
    )
    expect(response.status).toBe(409)
    expect(await response.text()).toContain('the first answer stands')
    expect(milestoneOf(await portal.page(token), id).decisions).toMatchObject([{ reason: 'Too blue' }])
  })
})
