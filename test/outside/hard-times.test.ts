/**
 * Goal: a disk that fills up, and a release in the middle of the work, lose and double nothing. Method: processes of the
 * built program on a PostgreSQL whose disk is a small one that the test fills; and tables that grow under running programs,
 * as the next release's migration will have it.
 */
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { intuitSignature } from '../../connectors/quickbooks/simulator/ring'
import { FLEET_VERIFIER, type Fleet, type FleetProcess, openFleet } from '../fixtures/fleet'
import { must } from '../fixtures/must'
import { billing, drained, invoicesOf, problemsOf } from './fleet-books'
import { insist, planJobs, startLoad } from './fleet-load'

jest.setTimeout(240_000)

/** A small disk of its own, or null where this user may not mount one. */
function smallDisk(): { folder: string; remove: () => void } | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null
  const folder = mkdtempSync(path.join(tmpdir(), 'milepost-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200m,mode=0711', 'none', folder])
  if (mounted.status !== 0) {
    rmdirSync(folder)
    return null
  }
  return {
    folder,
    remove: () => {
      spawnSync('umount', ['-l', folder])
      rmdirSync(folder)
    },
  }
}

const disk = smallDisk()
const withDisk = disk === null ? describe.skip : describe
withDisk(
  `a disk that is full${disk === null ? ' (not run: this user may not mount a small one)' : ''}`,
  () => {
    let fleet: Fleet
    let program: FleetProcess
    beforeAll(async () => {
      fleet = await openFleet({ postgresIn: must(disk).folder })
      program = await fleet.process('all')
    })
    afterAll(async () => {
      await fleet?.close()
      must(disk).remove()
    })

    /** Takes all the room that is left. */
    function fill(): () => void {
      const file = path.join(must(disk).folder, 'ballast')
      const ballast = openSync(file, 'w')
      for (const size of [1_048_576, 4_096]) {
        try {
          for (;;) writeSync(ballast, Buffer.alloc(size))
        } catch {
          // No space left: the next smaller piece.
        }
      }
      closeSync(ballast)
      return () => rmSync(file)
    }
    const deliver = async (id: string): Promise<number> => {
      const body = JSON.stringify([
        {
          specversion: '1.0',
          id,
          source: 'intuit.fleet',
          type: 'qbo.invoice.updated.v1',
          datacontenttype: 'application/json',
          time: '2026-01-15T08:00:00Z',
          intuitentityid: '999999',
          intuitaccountid: fleet.realmId,
          data: { padding: 'x'.repeat(1_500) },
        },
      ])
      const answer = await fetch(`http://127.0.0.1:${program.port}/webhooks/quickbooks`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'intuit-signature': intuitSignature(body, FLEET_VERIFIER),
        },
        body,
      })
      return answer.status
    }

    test('refuses what it can’t keep, keeps what it took, and goes on when there is room', async () => {
      const [first, second] = await planJobs(fleet, program, 1, 2)
      await insist(fleet, program, 'POST', `/milestones/${must(first).milestoneId}/complete`, {})
      await drained(fleet, program, 60_000)

      const giveRoom = fill()
      const accepted: string[] = []
      let refused = 0
      for (let turn = 0; turn < 3_000 && refused < 5; turn += 1) {
        const id = randomUUID()
        const status = await deliver(id)
        if (status < 300) accepted.push(id)
        else {
          expect(status).toBeGreaterThanOrEqual(500)
          refused += 1
        }
      }
      expect(refused).toBe(5)
      giveRoom()

      await insist(fleet, program, 'POST', `/milestones/${must(second).milestoneId}/complete`, {})
      await drained(fleet, program, 120_000).catch(() => undefined)
      const rows = await fleet.database.inWorkspace(fleet.workspaceId, (sql) =>
        sql<{ id: string }>("select body->>'id' as id from inbox_event where source = 'quickbooks'"),
      )
      const kept = new Set(rows.map((row) => row.id))
      expect(accepted.filter((id) => !kept.has(id))).toEqual([])
      const invoices = await invoicesOf(fleet)
      expect([first, second].map((part) => billing(invoices, must(part)).length)).toEqual([1, 1])
    })
  },
)

describe('a release in the middle of the work', () => {
  let fleet: Fleet
  beforeAll(async () => {
    fleet = await openFleet()
  })
  afterAll(() => fleet?.close())

  test('programs go on beside tables that have grown, while newer ones start beside them', async () => {
    const web = await fleet.process('web')
    const worker = await fleet.process('worker')
    const parts = await planJobs(fleet, web, 2, 20)
    const load = startLoad(fleet, web, parts, 100)
    await load.completeNext()
    const owner = new Client({ connectionString: fleet.databaseUrl })
    await owner.connect()
    // What a later version may do to an earlier one's tables: add.
    for (const table of ['outbox_message', 'billing_intent', 'document', 'milestone', 'inbox_event'])
      await owner.query(`alter table milepost.${table} add column told_by_a_later_version text`)
    await owner.query(
      `create table milepost.a_later_table (workspace_id uuid not null references milepost.workspace)`,
    )
    await owner.end()
    await load.completeNext()
    const newer = await fleet.process('worker')
    await load.completeNext()
    await worker.stop()
    await load.completeNext()
    await load.stop()
    await drained(fleet, newer, 200_000)
    expect(await problemsOf(fleet, web, parts, load)).toEqual([])
    expect(web.printed()).not.toMatch(/"level":(?:50|60)/)
  })
})
