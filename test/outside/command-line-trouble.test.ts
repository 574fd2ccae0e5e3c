/**
 * What the command line says when something is wrong that a sound program never shows: a history changed behind
 * its back, and no worker to do what was asked.
 */
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { sweep } from '../../src/command-line/sweep'
import { record } from '../../src/history/history-table'
import { openReading } from '../../src/inbox/reading-table'
import { openStage, type Stage } from '../fixtures/stage'
import { milepost } from './running-program'

const SEAL_KEYS = randomBytes(32).toString('base64')

/** As somebody does who knows the database's address, and what stands in the way. */
async function asOwner(databaseUrl: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

describe('a history that somebody changed', () => {
  test.each([
    [
      "update milepost.history set what = 'Nothing happened' where number = 2",
      'entry 2 was changed, or is missing',
    ],
    ['delete from milepost.history where number = 2', 'entry 2 was changed, or is missing'],
    ['delete from milepost.history where number = 1', 'entry 1 was changed, or is missing'],
  ])('%s', async (change, sentence) => {
    const scene = await openStage()
    try {
      const actor = { personId: null, who: 'Ann', role: 'owner', via: 'test' } as const
      await scene.within((sql) => record(sql, actor, [{ what: 'One' }, { what: 'Two' }, { what: 'Three' }]))
      const settings = { DATABASE_URL: scene.databaseUrl, SEAL_KEYS }
      expect(await milepost(['history:verify'], settings)).toMatchObject({
        code: 0,
        printed: expect.stringContaining('3 entries, unbroken'),
      })
      await asOwner(scene.databaseUrl, [
        'alter table milepost.history disable trigger user',
        'alter table milepost.history no force row level security',
        change,
      ])
      expect(await milepost(['history:verify'], settings)).toMatchObject({
        code: 1,
        printed: expect.stringContaining(sentence),
      })
    } finally {
      await scene.close()
    }
  })
})

describe('when no worker runs', () => {
  let scene: Stage
  beforeAll(async () => {
    scene = await openStage()
  })
  afterAll(() => scene.close())

  test('a sweep says that it stays due', async () => {
    const said: string[] = []
    await scene.within((sql) => openReading(sql, 'quickbooks'))
    const office = {
      databaseUrl: scene.databaseUrl,
      database: scene.database,
      sealer: scene.sealer,
      clock: scene.clock,
      publicUrl: '',
      say: (line: string) => said.push(line),
      close: async () => undefined,
    }
    const asked = { workspace: scene.workspaceId, patienceMs: 500 }
    expect(await sweep(office, asked)).toBe(false)
    expect(said.join('\n')).toContain('not read within 0.5 s; it stays due')
  })
})
