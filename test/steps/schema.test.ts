/**
 * Goal: the schema is what was agreed, and what keeps workspaces apart holds for every table that is ever added.
 * Method: the catalog of a freshly migrated database is walked, and compared with the pinned text.
 */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Client } from 'pg'
import { refreshesSchema } from '../../config/test-run'
import { describeSchema } from '../fixtures/catalog'
import { type TestDatabase, testDatabase } from '../fixtures/database'

const PINNED = path.resolve(__dirname, '../../src/postgres/schema.txt')
const HEADER =
  '# The schema as migrations make it. Written by: REFRESH_SCHEMA=1 npx jest --config config/jest.config.cjs test/steps/schema\n\n'

let stored: TestDatabase
let client: Client
beforeAll(async () => {
  stored = await testDatabase()
  client = new Client({ connectionString: stored.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await stored.drop()
})

async function column(sql: string): Promise<string[]> {
  return (await client.query<{ value: string }>(sql)).rows.map((row) => row.value)
}
const TABLES = `pg_class c where c.relnamespace = 'milepost'::regnamespace and c.relkind in ('r', 'p')
  and c.relname <> 'migration'`

test('the schema is the pinned one; a change is made on purpose, by refreshing src/postgres/schema.txt', async () => {
  const now = HEADER + (await describeSchema(client))
  if (refreshesSchema()) await writeFile(PINNED, now)
  expect(now).toBe(await readFile(PINNED, 'utf8'))
})

test('there are tables to walk', async () => {
  expect((await column(`select relname as value from ${TABLES}`)).length).toBeGreaterThan(20)
})

test('every table names its workspace, and never without one', async () => {
  const lacking = await column(
    `select relname as value from ${TABLES} and not exists (select from pg_attribute a
       where a.attrelid = c.oid and a.attname = 'workspace_id' and a.attnotnull and a.atttypid = 'uuid'::regtype)`,
  )
  expect(lacking).toEqual([])
})

test('row security is on and forced for every table, with exactly the own workspace for the application', async () => {
  expect(
    await column(`select relname as value from ${TABLES} and not (relrowsecurity and relforcerowsecurity)`),
  ).toEqual([])
  const policies = await column(
    `select distinct policyname || ': ' || cmd || ' ' || qual || ' / ' || with_check as value from pg_policies
     where schemaname = 'milepost' and 'milepost_app' = any(roles) and permissive = 'PERMISSIVE'`,
  )
  expect(policies).toEqual([
    expect.stringMatching(
      /^own_workspace: ALL \(workspace_id = .*current_workspace.*\) \/ \(workspace_id = /s,
    ),
  ])
  expect(
    await column(
      `select relname as value from ${TABLES} and not exists (select from pg_policies p
         where p.tablename = c.relname and p.policyname = 'own_workspace')`,
    ),
  ).toEqual([])
  expect(
    await column(
      `select tablename as value from pg_policies where schemaname = 'milepost' and 'public' = any(roles)`,
    ),
  ).toEqual([])
})

test('the application’s role owns nothing, bypasses nothing, logs in nowhere, and belongs to no other role', async () => {
  expect(
    await column(
      `select rolname as value from pg_roles where rolname in ('milepost_app', 'milepost_doors')
         and (rolsuper or rolbypassrls or rolcanlogin or rolcreaterole or rolcreatedb)`,
    ),
  ).toEqual([])
  expect(
    await column(
      `select relname as value from pg_class where relowner = 'milepost_app'::regrole
       union all select proname from pg_proc where proowner = 'milepost_app'::regrole`,
    ),
  ).toEqual([])
  expect(
    await column(
      `select roleid::regrole::text as value from pg_auth_members where member in ('milepost_app'::regrole, 'milepost_doors'::regrole)`,
    ),
  ).toEqual([])
  expect(
    await column(`select has_schema_privilege('milepost_app', 'milepost', 'create')::text as value`),
  ).toEqual(['false'])
})

test('exactly these functions look across workspaces, owned by the doors, with a fixed search path', async () => {
  expect(
    await column(
      `select proname || ' ' || proowner::regrole || ' ' || array_to_string(proconfig, ' ') as value from pg_proc
       where pronamespace = 'milepost'::regnamespace and prosecdef order by 1`,
    ),
  ).toEqual([
    'claim_next milepost_doors search_path=milepost, pg_temp',
    'claim_reading milepost_doors search_path=milepost, pg_temp',
    'claim_upkeep milepost_doors search_path=milepost, pg_temp',
    'connection_counts milepost_doors search_path=milepost, pg_temp',
    'give_back milepost_doors search_path=milepost, pg_temp',
    'give_back_all_but milepost_doors search_path=milepost, pg_temp',
    'metered_reads milepost_doors search_path=milepost, pg_temp',
    'missing_processes milepost_doors search_path=milepost, pg_temp',
    'queue_depths milepost_doors search_path=milepost, pg_temp',
    'workspace_ids milepost_doors search_path=milepost, pg_temp',
    'workspace_of milepost_doors search_path=milepost, pg_temp',
  ])
  expect(
    await column(
      `select proname as value from pg_proc where pronamespace = 'milepost'::regnamespace and prosecdef
         and has_function_privilege('public', oid, 'execute')`,
    ),
  ).toEqual([])
})

test('what the doors’ owner may see is no more than they need', async () => {
  expect(
    await column(
      `select table_name || ': ' || lower(privilege_type) || ' ' || string_agg(column_name, ', ' order by column_name)
         as value
       from information_schema.column_privileges where grantee = 'milepost_doors'
       group by table_name, privilege_type order by 1`,
    ),
  ).toEqual([
    'connection: select lease_by, lease_until, status, vendor, workspace_id, writing_turn',
    'connection: update lease_until, writing_turn',
    'deal_mirror: select dirty_since, held_by, next_at, workspace_id',
    'deal_mirror: update held_by, next_at',
    'door: select expires_at, key_hash, kind, subject_id, workspace_id',
    'inbox_event: select event_id, next_at, received_at, rung_at, settled_at, source, workspace_id',
    'milestone: select milestone_id, trigger_at, trigger_lease_by, trigger_lease_until, workspace_id',
    'milestone: update trigger_lease_until',
    'outbox_message: select batch_id, created_at, goes_to, lease_by, lease_until, message_id, next_at, state, workspace_id',
    'outbox_message: update batch_id, lease_until',
    'reading: select lease, lease_by, lease_until, read_at, source, workspace_id',
    'reading: update lease, lease_until',
    'upkeep: select due_at, lease_by, lease_until, workspace_id',
    'upkeep: update lease_until',
    'vendor_lane: select quiet_until, under_way, under_way_by, vendor, workspace_id',
    'vendor_lane: update under_way',
    'vendor_usage: select day, metered, vendor',
  ])
  expect(
    await column(
      `select table_name as value from information_schema.role_table_grants where grantee = 'milepost_doors'`,
    ),
  ).toEqual([])
})

test('foreign keys within a workspace carry it, so that nothing refers to another’s row', async () => {
  expect(
    await column(
      `select conrelid::regclass || ' ' || pg_get_constraintdef(k.oid) as value from pg_constraint k
       where contype = 'f' and connamespace = 'milepost'::regnamespace
         and not (
           'workspace_id' = (select attname from pg_attribute where attrelid = conrelid and attnum = conkey[1])
           and 'workspace_id' = (select attname from pg_attribute where attrelid = confrelid and attnum = confkey[1]))`,
    ),
  ).toEqual([])
})

test('unique keys carry the workspace, but for doors: their hashes are looked up before it is known', async () => {
  expect(
    await column(
      `select i.indexrelid::regclass::text as value from pg_index i join pg_class c on c.oid = i.indrelid
       where c.relnamespace = 'milepost'::regnamespace and c.relname <> 'migration' and i.indisunique
         and not exists (select from pg_attribute a where a.attrelid = i.indrelid and a.attname = 'workspace_id'
           and a.attnum = any(i.indkey::int[]))`,
    ),
  ).toEqual(['door_pkey'])
})

test('what is append-only can’t be changed, not even by the owner', async () => {
  expect(
    await column(
      `select table_name || ' ' || lower(privilege_type) as value from information_schema.role_table_grants
       where grantee = 'milepost_app' and table_name in ('history', 'decision', 'vendor_call')
         and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')`,
    ),
    // Of the ledger of calls, reads that are long past may be thinned out: a policy of its own says which.
  ).toEqual(['vendor_call delete'])
  expect(
    await column(
      `select tablename || ' ' || cmd || ' ' || qual as value from pg_policies
       where schemaname = 'milepost' and permissive = 'RESTRICTIVE'`,
    ),
  ).toEqual([expect.stringMatching(/^vendor_call DELETE \(\(NOT is_write\) AND \(at < .*35 days/)])
})
