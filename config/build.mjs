/**
 * Builds the server and the console into dist/, each only when its sources differ from what was built, so that
 * a second start is at once. Sources are compared by their contents: a clone or a copy changes every date.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const inRoot = (...parts) => path.join(root, ...parts)

/** Every file below these folders, sorted; `skip` are folders that belong to another part. */
function filesOf(folders, skip) {
  return folders
    .flatMap((folder) =>
      readdirSync(inRoot(folder), { withFileTypes: true }).flatMap((entry) => {
        const inside = `${folder}/${entry.name}`
        if (skip.includes(inside) || entry.name === 'node_modules') return []
        return entry.isDirectory() ? filesOf([inside], skip) : [inside]
      }),
    )
    .sort()
}

function fingerprint(files) {
  const hash = createHash('sha256')
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(inRoot(file)))
      .update('\0')
  return hash.digest('hex')
}

/** Runs one of our development packages' programs; ends the build when that fails. */
function run(program, ...values) {
  const file = inRoot('node_modules', program)
  if (!existsSync(file)) {
    throw new Error(
      `The build needs ${program}, which is not installed: run "npm ci" with development packages.`,
    )
  }
  const { status } = spawnSync(process.execPath, [file, ...values], { cwd: root, stdio: 'inherit' })
  // The program has said itself what is wrong.
  if (status !== 0) process.exit(1)
}

/** Builds a part unless its mark in dist/ names these very sources. */
function build({ name, sources, build: make }) {
  const began = performance.now()
  const mark = inRoot('dist', `.built-${name}`)
  const wanted = fingerprint(sources)
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return
  rmSync(mark, { force: true })
  make()
  mkdirSync(inRoot('dist'), { recursive: true })
  writeFileSync(mark, wanted)
  process.stdout.write(`Built the ${name} in ${Math.round(performance.now() - began)} ms\n`)
}

const isCompiled = (file) => /\.tsx?$/.test(file)
const settings = ['config/build.mjs', 'tsconfig.json', 'package-lock.json']
const server = filesOf(['config', 'connectors', 'src'], ['connectors/hubspot/app', 'src/ui/console'])

build({
  name: 'server',
  sources: [...settings, ...server],
  build() {
    // What was deleted or renamed in the sources must not live on in dist/.
    for (const folder of ['config', 'connectors', 'src'])
      rmSync(inRoot('dist', folder), { recursive: true, force: true })
    run('typescript/bin/tsc', '-p', 'config/tsconfig.build.json')
    // Migrations, pages and whatever else is read at run time stand beside the code that reads it.
    for (const file of server) {
      if (!isCompiled(file) && !file.startsWith('config/') && !file.endsWith('.md'))
        cpSync(inRoot(file), inRoot('dist', file))
    }
  },
})

if (existsSync(inRoot('src/ui/console/index.html'))) {
  build({
    name: 'console',
    sources: [
      ...settings,
      'config/vite.config.mjs',
      ...filesOf(['src/http/contract', 'src/money', 'src/ui'], []),
    ],
    build: () => run('vite/bin/vite.js', 'build', '--config', 'config/vite.config.mjs', '--logLevel', 'warn'),
  })
}
