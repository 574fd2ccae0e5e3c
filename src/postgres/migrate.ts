import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const MIGRATIONS = path.join(__dirname, 'migrations')
const BUSY = 'Another migration is already running'
const ATTEMPTS = 100

/**
 * Brings a database to the newest schema: numbered files in migrations/, forward only, each in its own
 * transaction. Programs that start together wait for each other. `dir`: another folder of them, the first few say.
 */
export async function migrate(url: string, dir: string = MIGRATIONS): Promise<void> {
  const { runner } = await import('node-pg-migrate')
  for (let attempt = 1; ; attempt += 1) {
    try {
      await runner({
        databaseUrl: url,
        dir,
        direction: 'up',
        migrationsTable: 'migration',
        migrationsSchema: 'milepost',
        createMigrationsSchema: true,
        createSchema: true,
        schema: 'milepost',
        count: Number.POSITIVE_INFINITY,
        log: () => undefined,
      })
      return
    } catch (error) {
      if (!(error instanceof Error && error.message.includes(BUSY)) || attempt === ATTEMPTS) throw error
      await pause(100)
    }
  }
}
