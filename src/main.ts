import { existsSync } from 'node:fs'
import path from 'node:path'
import { readSettings, type Settings, SettingsError } from '../config/settings'
import { migrate } from './postgres/migrate'
import { startEmbeddedDefault } from './start/embedded-default'
import { startProduction } from './start/production'

/**
 * `node dist/src/main.js [all|web|worker|release]`. Without a word it runs everything in one process; outside
 * production that is the embedded default.
 */
async function main(word: string): Promise<void> {
  const settings = readSettings(undefined, word === 'web' || word === 'worker')
  if (word === 'release') {
    if (settings.DATABASE_URL === undefined) throw new SettingsError(['DATABASE_URL: a release migrates it'])
    await migrate(settings.DATABASE_URL)
    return
  }
  if (word !== 'all' && word !== 'web' && word !== 'worker') {
    throw new SettingsError([`“${word}” is not one of all, web, worker, release`])
  }
  const folder = path.resolve(__dirname, '..', 'ui')
  const consoleFolder = existsSync(path.join(folder, 'index.html')) ? folder : null
  const program = await start(settings, word, consoleFolder)
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1)
      stopping = true
      void program.stop().then(() => process.exit(0))
    })
  }
}

function start(settings: Settings, word: 'all' | 'web' | 'worker', consoleFolder: string | null) {
  const real = settings.NODE_ENV === 'production' || word !== 'all'
  return real ? startProduction(settings, word, consoleFolder) : startEmbeddedDefault(settings, consoleFolder)
}

/** What a person can mend is one sentence; anything else is shown whole. */
function sentenceOf(error: unknown): string {
  if (error instanceof SettingsError) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `Port ${error.port} is in use by another program. Choose another one: PORT=3100 npm start (the two and the nine after it are used too).`
  }
  return String(error instanceof Error ? error.stack : error)
}

main(process.argv[2] ?? 'all').catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`)
  process.exit(1)
})
