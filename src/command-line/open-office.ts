import { existsSync } from 'node:fs'
import path from 'node:path'
import { type Settings, SettingsError, splitList } from '../../config/settings'
import type { Clock } from '../clock/clock'
import { openClock } from '../clock/rehearsal-clock'
import { type Database, openDatabase } from '../postgres/database'
import { startEmbeddedPostgres } from '../postgres/embedded'
import { readOrMakeSecrets } from '../start/embedded-secrets'
import { type Sealer, sealer } from '../tenants/seal'

/** What a command works on: the same database and keys that the program itself uses. */
export interface Office {
  readonly databaseUrl: string
  readonly database: Database
  readonly sealer: Sealer
  readonly clock: Clock
  /** Where people reach the program. */
  readonly publicUrl: string
  readonly say: (line: string) => void
  close(): Promise<void>
}

/**
 * Opens what DATABASE_URL and SEAL_KEYS name, or else the embedded default's data folder, whose PostgreSQL is
 * joined, or started for as long as the command runs. Throws SettingsError when there is neither.
 */
export async function openOffice(settings: Settings, say: (line: string) => void): Promise<Office> {
  if (settings.DATABASE_URL !== undefined && settings.SEAL_KEYS !== undefined) {
    return officeOf(settings, say, settings.DATABASE_URL, splitList(settings.SEAL_KEYS), 0)
  }
  const dataDir = path.resolve(settings.DATA_DIR)
  if (!existsSync(path.join(dataDir, 'secrets.json'))) {
    throw new SettingsError([
      `DATA_DIR: there is no Milepost in ${dataDir}. Start it there once, or set DATABASE_URL and SEAL_KEYS`,
    ])
  }
  const secrets = readOrMakeSecrets(dataDir)
  const keys = [secrets.sealKey]
  if (settings.DATABASE_URL !== undefined) {
    return officeOf(settings, say, settings.DATABASE_URL, keys, secrets.clockAheadMs)
  }
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined })
  const office = officeOf(settings, say, postgres.url, keys, secrets.clockAheadMs)
  return {
    ...office,
    async close() {
      await office.close()
      await postgres.stop()
    },
  }
}

function officeOf(
  settings: Settings,
  say: (line: string) => void,
  databaseUrl: string,
  keys: readonly string[],
  clockAheadMs: number,
): Office {
  const clock = openClock(settings.CLOCK_FILE, clockAheadMs)
  const database = openDatabase({ url: databaseUrl, clock, connections: 2 })
  return {
    databaseUrl,
    database,
    sealer: sealer(keys),
    clock,
    publicUrl: (settings.PUBLIC_URL ?? `http://${settings.HOST}:${settings.PORT}`).replace(/\/$/, ''),
    say,
    close: () => database.close(),
  }
}
