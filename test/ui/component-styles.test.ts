/**
 * The console sends only the styles it draws. Method: follow the imports of every library component that the
 * console uses, gather the class names in them, and look for each in the styles that mantine.css lists.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(__dirname, '../..')
const library = join(root, 'node_modules/@mantine/core')
const read = (path: string) => readFileSync(path, 'utf8')

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name))
}

function usedComponents(): string[] {
  const imports = filesUnder(join(root, 'src/ui')).flatMap((path) => [
    ...read(path).matchAll(/import \{([^}]*)\} from '@mantine\/core'/g),
  ])
  const names = imports.flatMap((match) => (match[1] ?? '').split(',').map((name) => name.trim()))
  return [...new Set(names)].filter((name) =>
    existsSync(join(library, 'esm/components', name, `${name}.mjs`)),
  )
}

/** Every module that a component is made of. */
function modulesOf(start: string, seen: Set<string>): Set<string> {
  if (seen.has(start) || !existsSync(start)) return seen
  seen.add(start)
  for (const match of read(start).matchAll(/from "(\.[^"]+\.mjs)"/g)) {
    modulesOf(join(dirname(start), match[1] ?? ''), seen)
  }
  return seen
}

const classes = (text: string) => new Set(text.match(/m_[0-9a-f]{6,8}\b/g) ?? [])

test('every component that the console uses finds its styles', () => {
  const used = usedComponents()
  expect(used).toContain('Button')
  const modules = new Set<string>()
  for (const name of used) modulesOf(join(library, 'esm/components', name, `${name}.mjs`), modules)
  const drawn = new Set([...modules].flatMap((path) => [...classes(read(path))]))
  const styled = classes(read(join(library, 'styles.css')))
  const listed = [
    ...read(join(root, 'src/ui/console/mantine.css')).matchAll(/"@mantine\/core\/(styles\/[^"]+)"/g),
  ]
  const sent = classes(listed.map((match) => read(join(library, match[1] ?? ''))).join('\n'))
  expect([...drawn].filter((name) => styled.has(name) && !sent.has(name))).toEqual([])
})
