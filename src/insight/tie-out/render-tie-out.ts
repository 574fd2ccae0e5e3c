import type { Clock } from '../../clock/clock'
import { dayIn, dayWords } from '../../clock/day'
import type { Sql } from '../../postgres/database'
import { readPaperLook } from '../../tenants/read-look'
import { readWorkspace } from '../../tenants/workspace-table'
import { readPaper } from '../pay-application/read-pay-application'
import { listTieOuts } from './list-tie-outs'
import { openStatement, type StatementLine } from './statement'
import type { TieOutFilter, TieOutRow } from './tie-out-row'
import type { TieOutSection } from './tie-out-section'
import { differenceWords, identityTitles } from './tie-out-words'

/** So many deals are named on paper; how many more there are is said. */
const DEALS_AT_MOST = 2_000

/** The tie-out of the workspace on paper: each currency's sums, then its deals, those that differ first with their differences. */
export async function renderTieOut(
  sql: Sql,
  clock: Clock,
  filter: TieOutFilter,
): Promise<Uint8Array<ArrayBuffer>> {
  const workspace = await readWorkspace(sql)
  const { name, zone } = workspace
  const found = await listTieOuts(sql, clock, { limit: DEALS_AT_MOST + 1, offset: 0 }, filter)
  const now = clock.now()
  const statement = openStatement({
    title: 'Tie-out',
    about: 'all deals',
    company: name,
    look: await readPaperLook(sql, workspace),
    paper: await readPaper(sql),
    asOf: `as of ${dayWords(dayIn(zone, now))}`,
    madeAt: now,
  })
  const rows = found.rows.slice(0, DEALS_AT_MOST)
  if (found.currencies.length === 0) statement.words('There are no planned deals.')
  for (const section of found.currencies) {
    if (filter.currency !== undefined && filter.currency !== section.currency) continue
    const { currency } = section
    statement.words(`${currency}: ${sectionWords(section)}`, section.states.holds < section.deals)
    for (const { id, left, right, difference } of section.identities) {
      const lines: StatementLine[] = [
        { words: left.name, minor: left.minor, level: 'head' },
        ...right
          .filter(({ minor }) => minor !== 0n)
          .map(({ name: words, minor }): StatementLine => ({ words, minor })),
      ]
      if (difference !== 0n) lines.push({ words: 'Difference', minor: difference, level: 'head', risk: true })
      statement.section(identityTitles[id], `${id} · all deals in ${currency}`, currency, lines)
    }
    const own = rows.filter((row) => row.currency === currency)
    if (own.length > 0)
      statement.section(
        `Deals in ${currency}`,
        'contract sum',
        currency,
        own.flatMap((row) => dealLines(row, zone)),
      )
  }
  if (found.rows.length > DEALS_AT_MOST)
    statement.words(`Only the first ${DEALS_AT_MOST} deals are named. All of them are in the table (CSV).`)
  return statement.end()
}

/** "Everything ties out in 12 deals", or how many do not. */
function sectionWords({ deals, states, open }: TieOutSection): string {
  const many = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`
  if (states.holds === deals) return `everything ties out, in ${many(deals, 'deal', 'deals')}.`
  const parts = [
    `${many(states.holds, 'deal ties out', 'deals tie out')}`,
    states.differs > 0 ? many(states.differs, 'differs', 'differ') : null,
    states.unknown > 0 ? many(states.unknown, 'is not known', 'are not known') : null,
  ]
  return `${parts.filter((part) => part !== null).join(', ')}; ${many(open, 'difference is open', 'differences are open')}.`
}

const stateWords: Readonly<Record<TieOutRow['state'], string>> = {
  holds: 'ties out',
  differs: 'differs',
  unknown: 'not known',
}

function dealLines(
  { deal, state, identities, differences, currency }: TieOutRow,
  zone: string,
): StatementLine[] {
  const contract = identities.find(({ id }) => id === 'A')?.left.minor ?? null
  return [
    {
      words: `${deal.name}${deal.company === null ? '' : ` · ${deal.company}`} · ${stateWords[state]}`,
      minor: contract,
      level: state === 'holds' ? 'sum' : 'head',
      risk: state !== 'holds',
    },
    ...differences.map((each): StatementLine => {
      return { words: differenceWords(each, currency, zone), level: 'small' }
    }),
  ]
}
