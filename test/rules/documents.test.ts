/**
 * What the documents say about the program, held against the program: settings, scripts, the story's ten lines,
 * and every file they point to.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { flow } from '../../src/flow'

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

test('the story in ARCHITECTURE.md is the flow', () => {
  const rows = read('ARCHITECTURE.md').matchAll(
    /^\| (\d+) \|.*\| `(\w+)` \| \[src\/(\w+)\/(?:[\w-]+\/)*[\w-]+\.ts\]/gm,
  )
  const told = [...rows].map(([, line, run, folder]) => ({ line: Number(line), run, folder }))
  expect(told).toEqual(flow.map(({ line, run, folder }) => ({ line, run, folder })))
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
