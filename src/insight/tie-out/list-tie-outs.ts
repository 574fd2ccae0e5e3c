import type { Clock } from '../../clock/clock'
import { type Reading, readReading } from '../../inbox/reading-table'
import type { Sql } from '../../postgres/database'
import { compareRows, matchesFilter, type TieOutFilter, type TieOutRow } from './tie-out-row'
import { type OpenSection, openSection, type TieOutSection } from './tie-out-section'
import { walkTieOuts } from './walk-tie-outs'

/** The workspace's tie-out: every currency added up, and a page of its deals. */
export interface WorkspaceTieOut {
  readonly currencies: readonly TieOutSection[]
  readonly rows: readonly TieOutRow[]
  /** When each vendor was read last; null never. */
  readonly readAt: { readonly quickbooks: Date | null; readonly hubspot: Date | null }
}

/**
 * Looks at every planned deal once, adds it to its currency, and keeps the rows up to the end of the page, what differs first.
 * What stands in the sums and what stands in the rows is the same reading, so one is exactly the other. The sums are of
 * all deals, whatever the filter shows. Reading only.
 */
export async function listTieOuts(
  sql: Sql,
  clock: Clock,
  page: { readonly limit: number; readonly offset: number },
  filter: TieOutFilter = {},
): Promise<WorkspaceTieOut> {
  const sections = new Map<string, OpenSection>()
  const most = page.offset + page.limit
  let rows: TieOutRow[] = []
  const trim = () => {
    rows = rows.sort(compareRows).slice(0, most)
  }
  for await (const { row, tieOut } of walkTieOuts(sql, clock)) {
    const section = sections.get(row.currency) ?? openSection(row.currency)
    sections.set(row.currency, section)
    section.add(row, tieOut)
    if (!matchesFilter(row, filter)) continue
    rows.push(row)
    if (rows.length > 2 * most) trim()
  }
  trim()
  return {
    currencies: [...sections.values()]
      .map((section) => section.sum())
      .sort((a, b) => (a.currency < b.currency ? -1 : 1)),
    rows: rows.slice(page.offset),
    readAt: {
      quickbooks: knownAt(await readReading(sql, 'quickbooks')),
      hubspot: knownAt(await readReading(sql, 'hubspot')),
    },
  }
}

const knownAt = ({ asOf, readAt }: Reading): Date | null => asOf ?? readAt
