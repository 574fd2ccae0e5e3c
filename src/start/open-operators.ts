import type { Server } from 'node:http'
import { limits } from '../../config/limits'
import type { Settings } from '../../config/settings'
import type { Clock } from '../clock/clock'
import { type OperatorsParts, startOperators } from '../http/operators'
import type { AppReads } from '../tenants/app-reads'
import { readAppStanding } from '../tenants/app-reads-table'
import type { BudgetState } from '../tenants/read-budget'

/** What the operator has said of Intuit's grant; null where nothing. */
export const appReadsOf = (
  settings: Pick<Settings, 'QUICKBOOKS_MONTHLY_READS' | 'QUICKBOOKS_READS_ALARM_PERCENT'>,
): AppReads | null =>
  settings.QUICKBOOKS_MONTHLY_READS === undefined
    ? null
    : {
        monthlyReads: settings.QUICKBOOKS_MONTHLY_READS,
        alarmPercent: settings.QUICKBOOKS_READS_ALARM_PERCENT,
      }

interface Parts extends Omit<OperatorsParts, 'port' | 'host'> {
  /** The program's own; the listener's is nine higher. */
  readonly programPort: number
  readonly log: {
    readonly warn: (facts: object, words: string) => void
    readonly info: (facts: object, words: string) => void
  }
}

/**
 * The operators' listener, and their alarm about the app's reads. Two processes of one machine may want the same port;
 * metrics are no reason not to work: null then.
 */
export async function openOperators(parts: Parts): Promise<Server | null> {
  const { programPort, log, ...rest } = parts
  const port = programPort === 0 ? 0 : programPort + 9
  const server = await startOperators({ ...rest, port, host: '127.0.0.1' }).catch((error: unknown) => {
    log.warn({ err: error }, 'no listener for operators')
    return null
  })
  if (parts.app && parts.role !== 'web') {
    const stop = watchAppReads({ ...parts, app: parts.app })
    server?.on('close', stop)
  }
  return server
}

const words: Readonly<Record<BudgetState, string>> = {
  well: 'this month’s metered reads of all companies together are within what Intuit grants the app again',
  near: 'this month’s metered reads of all companies together are nearly what Intuit grants the app',
  will_pass: 'at this pace all companies together will pass what Intuit grants the app this month',
  passed: 'all companies together have spent what Intuit grants the app this month',
}

/** Says in the log, once for each step, how all companies together stand. Answers how to stop it. */
export function watchAppReads({
  database,
  clock,
  app,
  log,
  everyMs = limits.upkeepMs,
}: Pick<Parts, 'database' | 'log'> & {
  readonly clock: Clock
  readonly app: AppReads
  readonly everyMs?: number
}): () => void {
  let said: BudgetState = 'well'
  const look = async () => {
    const { soFar, forecast, state } = await database.outside((sql) => readAppStanding(sql, app, clock.now()))
    if (state === said) return
    said = state
    const facts = { soFar, monthlyReads: app.monthlyReads, forecast: forecast?.reads ?? null }
    if (state === 'well') log.info(facts, words.well)
    else log.warn(facts, words[state])
  }
  const lookNow = () =>
    void look().catch((error: unknown) =>
      log.info({ err: error }, 'the reads of the app could not be added up'),
    )
  lookNow()
  const timer = setInterval(lookNow, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
