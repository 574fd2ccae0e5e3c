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

/** Says that HubSpot took all of it, and leaves this property out. */
export const forgetsToTell =
  (property: string) =>
  (portal: Portal): Portal => ({
    ...portal,
    updateDeals: (deals) =>
      portal.updateDeals(
        deals.map((deal) => ({
          ...deal,
          properties: Object.fromEntries(
            Object.entries(deal.properties).filter(([name]) => name !== property),
          ),
        })),
      ),
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
      inSnapshot: (workspaceId, work) => database.inSnapshot(workspaceId, (sql) => work(changed(sql))),
      once: (workspaceId, work) => database.once(workspaceId, (sql) => work(changed(sql))),
    }),
  }
}

/** Only the locks that billing leans on; the history keeps its own. */
const unlocked = (text: string): string =>
  /from (schedule|milestone|billing_intent)\b/.test(text)
    ? text.replace(/\bfor (?:no key )?update\b(?! of| skip)/g, '')
    : text
export const withoutLocks = rewritten({ text: unlocked })
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

/** A release counts as nothing until QuickBooks has it; so it does for the last look before one leaves. */
export const forgetsWhatIsReleasing = rewritten({
  row: (row) =>
    row['kind'] === 'retainage_release' && 'amount_minor' in row ? { ...row, amount_minor: 0n } : row,
})
/** What was claimed of a milestone before is taken for nothing: a claim bills all that was ever done. */
export const forgetsWhatWasClaimed = rewritten({
  row: (row) => {
    const { claims } = row
    return Array.isArray(claims) ? { ...row, claims: claims.map(asNothing) } : row
  },
})
const asNothing = (claim: object) => ({ ...claim, toDateMinor: '0', amountMinor: '0' })

/** What is billed of a milestone is read as given free, as though its invoice had been voided. */
const unseen = (text: string): string =>
  text.replace("p.live and i.state <> 'prepared' as live", 'false as live')
/** The last look before sending would still see that an earlier invoice stands: here it finds none. */
export const forgetsWhatIsBilled = rewritten({
  text: (text) =>
    unseen(text).replace(/(i\.quickbooks_id is not null)(\s+left join milestone)/, '$1 and false$2'),
})
/** Two who claim at once still wait for each other where the claim is kept, and the second then sees what is billed. */
export const withoutLocksOrLook = rewritten({ text: (text) => unseen(unlocked(text)) })

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
