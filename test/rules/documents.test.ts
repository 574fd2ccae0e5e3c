/**
 * What the documents say about the program, held against the program: settings, scripts, the story's ten lines, folders
 * and tables, what the vendors' apps must be given, and every file they point to.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { readSettings } from '../../config/settings'
import { changedEntities } from '../../connectors/quickbooks/entities'
import { flow } from '../../src/flow/flow'
import { hubspotScopes } from '../../src/http/oauth'

const ROOT = path.resolve(__dirname, '../..')
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')
const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

test('every setting is explained, and none that is not there', () => {
  const settings = ['config/settings.ts', 'config/upload-limits.ts'].flatMap((file) =>
    [...read(file).matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name),
  )
  const explained = [...read('docs/deploy.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name)
  expect(settings.length).toBeGreaterThan(20)
  expect(explained.sort()).toEqual(settings.sort())
})

test('the settings that production needs are marked so', () => {
  const list = /const inProduction = \[([^\]]+)\]/.exec(read('config/settings.ts'))?.[1] ?? ''
  const needed = [...list.matchAll(/'([A-Z_]+)'/g)].map(([, name]) => name)
  const marked = [...read('docs/deploy.md').matchAll(/^\| `([A-Z_]+)` \| yes \|/gm)].map(([, name]) => name)
  expect(marked.sort()).toEqual(needed.sort())
})

test('the defaults that are shown are those of the settings', () => {
  const defaults: Readonly<Record<string, unknown>> = readSettings({})
  const rows = read('docs/deploy.md').matchAll(/^\| `([A-Z_]+)` \|[^|]*\| (?:`([^`|]+)`|(\d+)) \|/gm)
  const shown = [...rows].flatMap(([, name = '', text, figure]) =>
    // Put together from others.
    name === 'PUBLIC_URL' ? [] : [[name, text ?? figure]],
  )
  expect(shown.length).toBeGreaterThan(15)
  expect(shown).toEqual(shown.map(([name]) => [name, String(defaults[name ?? ''])]))
})

test('HubSpot’s app is given the scopes that are asked for', () => {
  const row = /^\| required scopes \| `([^`]+)` \|$/m.exec(read('docs/connect-hubspot.md'))?.[1] ?? ''
  expect(row.split(' ').sort()).toEqual([...hubspotScopes].sort())
})

test('QuickBooks’ app rings for everything that is listened to', () => {
  const row = /^\| webhook entities \| (.+) \|$/m.exec(read('docs/connect-quickbooks.md'))?.[1] ?? ''
  const lists = /STALE_BY_EVENT.*= \{([^}]+)\}/.exec(read('src/reconcile/read-changes.ts'))?.[1] ?? ''
  const stale = [...lists.matchAll(/^ {2}(\w+): /gm)].map(([, entity]) => entity)
  expect(stale.length).toBeGreaterThan(5)
  const hours = /entity === '(\w+)'/.exec(read('src/reconcile/read-rung-time.ts'))?.[1]
  expect(row.split(', ').sort()).toEqual([...changedEntities, ...stale, hours].sort())
})

const story = [
  ...read('ARCHITECTURE.md').matchAll(
    /^\| (\d+) \|.*\| `(\w+)` \| \[(src\/(\w+)\/(?:[\w-]+\/)*[\w-]+\.ts)\]/gm,
  ),
].map(([, line, run = '', file = '', folder]) => ({ line: Number(line), run, file, folder }))

test('the story in ARCHITECTURE.md is the flow', () => {
  const told = story.map(({ line, run, folder }) => ({ line, run, folder }))
  expect(told).toEqual(flow.map(({ line, run, folder }) => ({ line, run, folder })))
})

/** Every function that is reached from a file by imports whose names are used: `readDeals src/deals/read-deals.ts`. */
function reachedFrom(file: string, reached = new Set<string>()): Set<string> {
  const imports = /^import \{([^}]+)\} from '(\.[^']+)'$/gm
  const text = existsSync(path.join(ROOT, file)) ? read(file) : ''
  const body = text.replace(/^import [^']+'[^']+'$/gm, '')
  for (const [, names = '', from = ''] of text.matchAll(imports)) {
    const target = `${path.join(path.dirname(file), from)}.ts`
    for (const name of names.split(',').map((each) => each.trim())) {
      const used = /^\w+$/.test(name) && new RegExp(`\\b${name}\\b`).test(body)
      if (!used || reached.has(`${name} ${target}`)) continue
      reached.add(`${name} ${target}`)
      reachedFrom(target, reached)
    }
  }
  return reached
}

test('the steps of the flow that run by themselves are those that the workers run', () => {
  const reached = reachedFrom('src/flow/flow.ts')
  const byThemselves = flow.filter(({ by }) => by === 'inbox' || by === 'outbox').map(({ run }) => run)
  const steps = story.filter(({ run }) => byThemselves.some((each) => each === run))
  expect(steps.length).toBeGreaterThan(4)
  expect(steps.filter(({ run, file }) => !reached.has(`${run} ${file}`))).toEqual([])
  // A page is opened by people alone.
  expect(reached).not.toContain('readDealPage src/insight/read-deal-page.ts')
})

test('ARCHITECTURE.md has every folder in its map, and every table in its list', () => {
  const [, map = ''] = /^## Folders$.*?```(.*?)```/ms.exec(read('ARCHITECTURE.md')) ?? []
  const folders = readdirSync(path.join(ROOT, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      name === 'ui' ? readdirSync(path.join(ROOT, 'src/ui')).map((inside) => `ui/${inside}`) : [name],
    )
  expect(folders.filter((name) => !new RegExp(`(?<![\\w/-])${name}/`).test(map))).toEqual([])
  const [, list = ''] = /^## Tables$(.*?)^## /ms.exec(read('ARCHITECTURE.md')) ?? []
  const tables = [...read('src/postgres/schema.txt').matchAll(/^table (\w+)$/gm)].flatMap(([, name]) =>
    // The migrations' own.
    name === 'migration' ? [] : [name],
  )
  const listed = [...list.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, names = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  )
  expect(listed.sort()).toEqual(tables.sort())
})

test.each(documents)('%s names only scripts and files that exist', (document) => {
  const text = read(document)
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  for (const [, script] of text.matchAll(/npm run (?:--silent )?([\w:-]+)/g))
    expect(scripts).toHaveProperty([String(script)])
  for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
    const file = path.join(path.dirname(document), String(target))
    expect({ file, exists: existsSync(path.join(ROOT, file)) }).toEqual({ file, exists: true })
  }
})

test('the commands that are shown are commands of the command line', () => {
  const known = [...read('src/command-line/main.ts').matchAll(/case '([\w:-]+)'/g)].map(([, name]) => name)
  const shown = documents.flatMap((file) =>
    [...read(file).matchAll(/npm run milepost -- ([\w:-]+)/g)].map(([, name]) => name),
  )
  expect(shown.length).toBeGreaterThan(5)
  expect(shown.filter((name) => !known.includes(name))).toEqual([])
})
