import { formatMoney, money } from '../../money/money'
import type { InvoiceFacts } from '../books/document'
import { billsMilestone } from '../composing/invoice-line'
import { isOfSeveral } from '../composing/payer-part'
import type { BillingIntent, PartKind } from '../intent'
import { type Edit, type EditedLine, lostWords, replacedWords } from './edit'

type Sort = 'milestone' | Exclude<PartKind, 'work'>

/** Lines of one sort that were edited: what they bill is never added to what they hold back. */
interface EditedSort {
  readonly sort: Sort
  readonly lines: readonly EditedLine[]
  readonly decidedMinor: bigint
  readonly nowMinor: bigint
}

/** What an edit changed, for whoever decides about it: what is billed, what is held back and what is drawn, each by itself. */
export function editWords(
  intent: Pick<BillingIntent, 'origin' | 'body' | 'currency'>,
  facts: InvoiceFacts,
  edit: Edit,
): string {
  const text = (minor: bigint) => formatMoney(money(minor, intent.currency))
  if (edit.nowMinor === null)
    return `${unknownWords(intent, facts, edit)} It counts as unknown until somebody puts it right.`
  const said = sortsOf(edit).map((each) => {
    const { decidedMinor, nowMinor, lines } = each
    if (nowMinor !== decidedMinor) return sortWords(each, intent.origin, text)
    const moved = lines.filter((line) => line.nowMinor !== line.decidedMinor)
    return `Amounts moved between its lines: ${moved.map((line) => `${text(line.decidedMinor)} → ${text(line.nowMinor ?? 0n)}`).join(', ')}.`
  })
  const replaced = replacedWords(intent, facts, edit)
  return [...said, 'Milepost follows QuickBooks.', ...(replaced === null ? [] : [replaced])].join(' ')
}

/** What its milestones' lines come to, before and now: what the client agreed to. Null can't be told. Minor units. */
export function milestoneSums({ lines }: Edit): {
  readonly decidedMinor: bigint
  readonly nowMinor: bigint | null
} {
  const own = lines.filter(({ part }) => billsMilestone(part))
  return {
    decidedMinor: own.reduce((sum, line) => sum + line.decidedMinor, 0n),
    nowMinor: own.reduce<bigint | null>(
      (sum, line) => (sum === null || line.nowMinor === null ? null : sum + line.nowMinor),
      0n,
    ),
  }
}

function unknownWords(
  intent: Pick<BillingIntent, 'body' | 'currency'>,
  facts: InvoiceFacts,
  edit: Edit,
): string {
  const lost = lostWords(intent, facts, edit)
  return lost === null
    ? 'Our lines are gone, so what it bills can’t be told.'
    : `${lost} Give that line these words in QuickBooks, and it is known again.`
}

function sortsOf({ lines }: Edit): EditedSort[] {
  const bySort = new Map<Sort, EditedLine[]>()
  for (const line of lines) {
    const { kind } = line.part
    const sort = kind === 'work' || billsMilestone(line.part) ? 'milestone' : kind
    bySort.set(sort, [...(bySort.get(sort) ?? []), line])
  }
  return [...bySort]
    .filter(([, own]) => own.some((line) => line.nowMinor !== line.decidedMinor))
    .map(([sort, own]) => ({
      sort,
      lines: own,
      decidedMinor: own.reduce((sum, line) => sum + line.decidedMinor, 0n),
      nowMinor: own.reduce((sum, line) => sum + (line.nowMinor ?? 0n), 0n),
    }))
}

function sortWords(
  { sort, lines, decidedMinor, nowMinor }: EditedSort,
  origin: BillingIntent['origin'],
  text: (minor: bigint) => string,
): string {
  if (sort !== 'milestone') {
    const { is, below } = BESIDE[sort]
    const [now, decided] = below ? [-nowMinor, -decidedMinor] : [nowMinor, decidedMinor]
    return `${is} ${text(now)}, where ${text(decided)} was decided.`
  }
  const parts = lines.map(({ part }) => part)
  const isOne = new Set(parts.map(({ milestoneId }) => milestoneId)).size === 1
  // What Milepost billed may be a claim, or one payer's part: the milestone itself is more.
  if (origin === 'milepost')
    return `It now bills ${text(nowMinor)} of its milestone${isOne ? '' : 's'}, where ${text(decidedMinor)} was decided.`
  return `It now bills ${text(nowMinor)}; ${isOne ? `${parts.some(isOfSeveral) ? 'this payer’s part of its milestone' : 'its milestone'} is` : 'its milestones come to'} ${text(decidedMinor)}.`
}

const BESIDE: Readonly<Record<Exclude<Sort, 'milestone'>, { readonly is: string; readonly below: boolean }>> =
  {
    retainage: { is: 'It now holds back', below: true },
    retainage_release: { is: 'It now releases', below: false },
    deposit: { is: 'Its deposit is now', below: false },
    draw: { is: 'It now draws', below: true },
    deposit_income: { is: 'What became income of the deposit is now', below: false },
    hours: { is: 'Its hours now come to', below: false },
    cost: { is: 'Its costs now come to', below: false },
  }
