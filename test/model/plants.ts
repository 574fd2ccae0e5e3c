import type { Portal } from '../../connectors/hubspot/portal'
import type { Company } from '../../connectors/quickbooks/company'
import type { Database, Sql } from '../../src/postgres/database'
import type { Stage } from '../fixtures/stage'
import type { Plants } from './mortal-process'

/** Looks for nothing: the query that would find an invoice whose answer was lost comes back empty. */
export const neverLooks = (company: Company): Company => ({
  ...company,
  query: async (entity, criteria, options) => {
    const answer = await company.query(entity, criteria, options)
    const looking = criteria.some((criterion) => criterion.field === 'TxnDate')
    return looking && answer.outcome === 'done' ? { ...answer, value: [] } : answer
  },
})

/** Says that HubSpot took everything, and tells it nothing. */
export const tellsNobody = (portal: Portal): Portal => ({
  ...portal,
  updateDeals: async (deals) => ({
    outcome: 'done',
    trace: null,
    value: deals.map(({ id }) => ({ id, ok: true })),
  }),
})

/** Statements reach the database changed, or their rows come back changed. */
export const rewritten = (change: {
  text?: (text: string) => string
  row?: (row: Record<string, unknown>) => object
}): Plants => {
  const changed =
    (sql: Sql): Sql =>
    async <Row extends object>(text: string, values?: readonly unknown[]) => {
      const rows = await sql<Row>(change.text?.(text) ?? text, values)
      return change.row ? rows.map((row) => change.row?.(row as Record<string, unknown>) as Row) : rows
    }
  return {
    database: (database: Database): Database => ({
      ...database,
      inWorkspace: (workspaceId, work) => database.inWorkspace(workspaceId, (sql) => work(changed(sql))),
      once: (workspaceId, work) => database.once(workspaceId, (sql) => work(changed(sql))),
    }),
  }
}

/** Only the locks that billing leans on; the history keeps its own. */
export const withoutLocks = rewritten({
  text: (text) =>
    /from (schedule|milestone|billing_intent)\b/.test(text)
      ? text.replace(/\bfor (?:no key )?update\b(?! of| skip)/g, '')
      : text,
})
/** Those too that let others read on meanwhile: two who have a prepared invoice made see it prepared. */
export const withoutAnyLocks = rewritten({
  text: (text) =>
    /from (schedule|milestone|billing_intent)\b/.test(text)
      ? text.replace(/\bfor (?:(?:no )?key )?(?:update|share)\b(?! of| skip)/g, '')
      : text,
})
export const forgetsWhenItSent = rewritten({
  row: (row) => ('sent_at' in row ? { ...row, sent_at: null } : row),
})

export const dropIndexes = ['billing_part_live', 'billing_intent_key', 'billing_intent_document'].map(
  (name) => `drop index milepost.${name}`,
)

/** What a bug left behind is none of the next one's: nothing is owed any more. */
export const mopUp = ({ within }: Stage): Promise<void> =>
  within(async (sql) => {
    await sql("update outbox_message set state = 'cancelled' where state in ('waiting', 'unclear')")
    await sql('update inbox_event set settled_at = milepost.now() where settled_at is null')
    await sql('update deal_mirror set dirty_since = null where dirty_since is not null')
  })
