import { dayIn, dayWords } from '../../clock/day'
import type { PaperLook } from '../../documents/paper/paper-look'
import type { Workspace } from '../../tenants/workspace-table'
import type { DealTieOut } from './read-deal-tie-out'
import { openStatement, type StatementLine } from './statement'
import { named } from './tie-out-csv'
import { differenceWords, identityTitles, verdictWords } from './tie-out-words'

/** The tie-out of a deal on paper: what is open, then A to E with the documents of every figure. */
export async function renderDealTieOut(
  { deal, tieOut, differences }: DealTieOut,
  { name, zone }: Pick<Workspace, 'name' | 'zone'>,
  look: PaperLook,
  paper: 'LETTER' | 'A4',
  madeAt: Date,
): Promise<Uint8Array<ArrayBuffer>> {
  const { currency } = tieOut
  const statement = openStatement({
    title: 'Tie-out',
    about: [deal.name, deal.company, currency].filter((each) => each !== null).join(' · '),
    company: name,
    look,
    paper,
    asOf: `as of ${dayWords(dayIn(zone, madeAt))}`,
    madeAt,
  })
  statement.words(verdictWords(tieOut, differences.length), differences.length > 0)
  if (differences.length > 0) {
    const lines = differences.map((each): StatementLine => {
      return { words: differenceWords(each, currency, zone), level: 'sum' }
    })
    statement.section('Open differences', '', currency, lines)
  }
  for (const { id, document, left, right, difference, items } of tieOut.identities) {
    const lines: StatementLine[] = []
    for (const { name: figure, minor, documents } of [left, ...right]) {
      if (figure !== left.name && minor === 0n && documents.length === 0) continue
      lines.push({ words: figure, minor, level: figure === left.name ? 'head' : 'sum' })
      if (document === null)
        for (const each of documents) {
          const { on } = each.document
          const words = `${named(each.document)}${on === null ? '' : `, ${dayWords(on)}`}`
          lines.push({ words, minor: each.minor, level: 'part' })
        }
    }
    if (difference !== 0n) lines.push({ words: 'Difference', minor: difference, level: 'head', risk: true })
    for (const { what, minor, standing } of items)
      lines.push({
        words: standing.state === 'part' ? what : `${what} (${standing.state})`,
        minor,
        level: 'small',
        risk: standing.state === 'open',
      })
    const title = document === null ? identityTitles[id] : left.name
    statement.section(title, `${id} · amounts in ${currency}`, currency, lines)
  }
  return statement.end()
}
