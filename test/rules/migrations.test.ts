/**
 * Goal: no migration changes nothing where it means to change rows: forced row-level security hides every workspace from
 * the owner of the tables too, so a file that reads or changes rows lifts it first, and forces it again. Method: the files
 * as they are read, and planted offences.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const FOLDER = path.resolve(__dirname, '../../src/postgres/migrations')

/** What a file's statements say, without comments; what a function's body says is no statement of the migration. */
function statementsOf(text: string): string[] {
  const plain = text.replace(/--.*$/gm, '').replace(/\bas \$\$[\s\S]*?\$\$/gi, 'as body')
  return plain
    .split(/;|\$\$/)
    .map((statement) => statement.replace(/\s+/g, ' ').trim().toLowerCase())
    .filter((statement) => statement !== '')
}

const tablesIn = (statement: string): string[] =>
  [...statement.matchAll(/\b(?:update|from|join|using|into) (?:only )?(?:milepost\.)?([a-z_]+)/g)].map(
    (match) => match[1] ?? '',
  )

const CHANGES = /^(?:insert|update|delete|merge|with)\b/

/** Which tables a file reads or changes while their rows are hidden from it. `forced` is kept for the files after it. */
function hiddenIn(text: string, forced: Set<string>): string[] {
  const offences: string[] = []
  const own: string[] = []
  for (const statement of statementsOf(text)) {
    const created = /^create table (?:milepost\.)?([a-z_]+)/.exec(statement)?.[1]
    if (created) own.push(created)
    const set = /^alter table (?:milepost\.)?([a-z_]+) (no )?force row level security/.exec(statement)
    if (set?.[1]) set[2] ? forced.delete(set[1]) : forced.add(set[1])
    // A loop over tables that the file makes.
    else if (/force row level security/.test(statement)) for (const table of own) forced.add(table)
    if (CHANGES.test(statement)) offences.push(...tablesIn(statement).filter((table) => forced.has(table)))
  }
  return offences
}

test('every migration sees the rows that it reads and changes, and hides them again', () => {
  const forced = new Set<string>()
  const made = new Set<string>()
  for (const file of readdirSync(FOLDER).sort()) {
    const text = readFileSync(path.join(FOLDER, file), 'utf8')
    expect([file, ...hiddenIn(text, forced)]).toEqual([file])
    for (const match of text.matchAll(/^create table (?:milepost\.)?([a-z_]+)/gm)) made.add(match[1] ?? '')
    expect([file, ...[...made].filter((table) => !forced.has(table))]).toEqual([file])
  }
  expect(forced.size).toBeGreaterThan(50)
})

test.each([
  ['a change', 'update deal set name = $1;', ['deal']],
  ['a removal by another table', 'delete from gone a using deal d where a.id = d.id;', ['deal']],
  [
    'rows of others',
    'insert into usage select * from call c join deal d on true group by 1;',
    ['call', 'deal'],
  ],
  [
    'one of two',
    'alter table call no force row level security; update call c set a = 1 from deal d;',
    ['deal'],
  ],
  ['what is lifted', 'alter table deal no force row level security;\nupdate deal set a = 1;', []],
  ['what is only said', '-- update deal set a = 1;\nselect 1;', []],
  [
    'a function, which runs later',
    'create function f() returns void language sql as $$ update deal set a = 1 $$;',
    [],
  ],
  ['a block, which runs now', 'do $$ begin perform 1; update deal set a = 1; end $$;', ['deal']],
])('%s', (_, text, hidden) => {
  expect(hiddenIn(text, new Set(['deal', 'call']))).toEqual(hidden)
})
