import { type Share, shareText, sumOfShares } from '../../money/share'
import type { ScheduleDraft } from '../../schedules/draft'
import type { Amounts } from './amounts'
import { shareOf, type Worth } from './milestone-values'
import { onlyOne, type PhraseOf, type Reading } from './reading'

type Deposit = NonNullable<ScheduleDraft['deposit']>
type Told = { readonly share: Share } | { readonly minor: bigint }
type Mode = 'advance' | 'income' | 'liability'

/** What a text says of a deposit. */
export interface DepositRead {
  /** Billed as the first milestone: this is worth so much. */
  readonly first: { readonly name: string; readonly worth: Worth; readonly at: PhraseOf<'deposit'> } | null
  readonly deposit: ((contract: bigint | null) => Deposit | null) | null
}

const NOTHING: DepositRead = { first: null, deposit: null }

/**
 * "30 % up front, 40 % …, 30 %" is a first milestone; "a 20 % deposit" beside milestones that are the whole may be three
 * things, and is asked about. `others` are the milestones' worths, `contract` the value as far as it is written.
 */
export function depositOf(
  reading: Reading,
  amounts: Amounts,
  phrases: readonly PhraseOf<'deposit'>[],
  others: readonly Worth[],
  contract: bigint | null,
): DepositRead {
  const [phrase] = phrases
  const told = onlyOne<PhraseOf<'deposit'>, Told | 'none'>(reading, phrases, '/deposit', (each) => {
    if (each.absent) return { value: 'none', meaning: 'No deposit' }
    if (each.share) return { value: { share: each.share }, meaning: `A deposit of ${shareText(each.share)}` }
    const minor = each.amount && amounts.read(each.amount, '/deposit')
    return minor === null ? null : { value: { minor }, meaning: `A deposit of ${amounts.show(minor)}` }
  })
  if (!phrase || told === null || told === 'none') return NOTHING
  const worth: Worth =
    'share' in told ? { kind: 'share', share: told.share } : { kind: 'fixed', minor: told.minor }
  const first = { name: phrase.front ? 'Up front' : 'Deposit', worth, at: phrase }
  if (completes(worth, others, contract)) {
    reading.note(
      `“${reading.words(phrase)}” is the first milestone. To hold it as a liability until work is billed, say so under Deposit.`,
    )
    return { first, deposit: null }
  }
  const mode = reading.choose<Mode>('/deposit/mode', `What is “${reading.words(phrase)}”?`, [
    ['An advance beside the milestones, drawn on later invoices', 'advance'],
    ['The first milestone, income as soon as it is billed', 'income'],
    ['The first milestone, a liability until work is billed', 'liability'],
  ])
  if (mode === null) return NOTHING
  const deposit = (contract: bigint | null): Deposit | null => {
    const share =
      'share' in told ? told.share : contract ? shareOf({ over: told.minor, under: contract }) : null
    if (!share) {
      reading.ask('/deposit/share', 'What percentage of the contract is the deposit?', () => null)
      return null
    }
    return mode === 'advance' ? { mode, share, draw: 'proportional' } : { mode, share }
  }
  return { first: mode === 'advance' ? null : first, deposit }
}

/** Whether the milestones are the whole only together with it. */
function completes(deposit: Worth, others: readonly Worth[], contract: bigint | null): boolean {
  if (others.some((worth) => worth.kind === 'rest')) return true
  const all = [deposit, ...others]
  const shares = all.flatMap((worth) => (worth.kind === 'share' ? [worth.share] : []))
  if (shares.length === all.length) {
    const { over, under } = sumOfShares(shares)
    return over === under
  }
  const fixed = all.flatMap((worth) => (worth.kind === 'fixed' ? [worth.minor] : []))
  return fixed.length === all.length && contract !== null && fixed.reduce((a, b) => a + b, 0n) === contract
}
