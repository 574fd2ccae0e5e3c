import type { Side } from '../../parts/merge-notice'
import { typedDecimal } from '../../parts/minor-units'
import { mergeFields, same, withField } from '../../parts/three-way'
import type { PlanDraft } from './plan-draft'
import { lockOf } from './plan-lock'
import type { PlanRow } from './plan-row'

/** A choice between two people's changes to the same thing; mine stands until a person says otherwise. */
export interface PlanClash {
  readonly id: string
  readonly about:
    | { readonly of: 'header'; readonly field: string }
    | { readonly of: 'row'; readonly row: string; readonly field: string }
    /** Who removed it: the other side changed it. */
    | { readonly of: 'removed'; readonly row: string; readonly by: Side }
    | { readonly of: 'order' }
    /** Both made a plan where there was none. */
    | { readonly of: 'plan' }
  readonly mine: unknown
  readonly theirs: unknown
  /** The draft with this settled for one side; it may be settled again for the other. */
  readonly settle: (draft: PlanDraft, side: Side) => PlanDraft
}

/** Something of mine that can't be kept, because a milestone was locked or accepted meanwhile. */
export interface PlanLoss {
  readonly row: string
  readonly why: string
}

/** A row's fields as they are compared: unit and value are one thing, "15,000" and "15000.00" the same amount. */
function fieldsOf(row: PlanRow, digits: number) {
  const { words, unit, value, trigger, approval, payers, itemId, taxCode, heldBack } = row
  const plain = unit === 'amount' ? (typedDecimal(value, digits) ?? value) : value.trim()
  return { ...words, worth: { unit, value: plain }, trigger, approval, payers, itemId, taxCode, heldBack }
}

export const unchanged = (a: PlanRow, b: PlanRow, digits: number): boolean =>
  same(fieldsOf(a, digits), fieldsOf(b, digits))

/** What a change order would have to change, once the client has accepted it. */
const scope: ReadonlySet<string> = new Set([
  'deliverable',
  'criteria',
  'evidence',
  'trigger',
  'worth',
  'heldBack',
])

function withRowField(to: PlanRow, from: PlanRow, field: string): PlanRow {
  if (field === 'worth') return { ...to, unit: from.unit, value: from.value }
  if (field === 'trigger') return { ...to, trigger: from.trigger }
  if (field === 'approval') return { ...to, approval: from.approval }
  if (field === 'payers') return { ...to, payers: from.payers }
  if (field === 'itemId') return { ...to, itemId: from.itemId }
  if (field === 'taxCode') return { ...to, taxCode: from.taxCode }
  if (field === 'heldBack') return { ...to, heldBack: from.heldBack }
  return { ...to, words: withField(to.words, from.words, field) }
}

interface MergedRow {
  readonly row: PlanRow
  readonly clashes: readonly PlanClash[]
  readonly loss: PlanLoss | null
}

/** One milestone that both have: what only I changed is put over theirs. */
export function mergeRow(base: PlanRow, mine: PlanRow, theirs: PlanRow, draft: PlanDraft): MergedRow {
  const { digits, formal } = draft
  if (unchanged(base, mine, digits)) return { row: theirs, clashes: [], loss: null }
  const name = theirs.words.name || mine.words.name
  const [was, now, other] = [fieldsOf(base, digits), fieldsOf(mine, digits), fieldsOf(theirs, digits)]
  const { merged, clashes } = mergeFields(was, now, other)
  const lock = lockOf(theirs, formal)
  const isLost = (field: string) => lock.all !== null || (lock.scope !== null && scope.has(field))
  const changed = Object.keys(other).filter(
    (field) => !same(Reflect.get(merged, field), Reflect.get(other, field)),
  )
  const row = changed
    .filter((field) => !isLost(field))
    .reduce((built, field) => withRowField(built, mine, field), theirs)
  return {
    row,
    clashes: clashes
      .filter((field) => !isLost(field))
      .map((field) => rowClash(name, field, mine, theirs, digits)),
    loss: changed.some(isLost) ? { row: name, why: lock.all ?? lock.scope ?? '' } : null,
  }
}

function rowClash(name: string, field: string, mine: PlanRow, theirs: PlanRow, digits: number): PlanClash {
  const { key } = theirs
  return {
    id: `${key} ${field}`,
    about: { of: 'row', row: name, field },
    mine: Reflect.get(fieldsOf(mine, digits), field),
    theirs: Reflect.get(fieldsOf(theirs, digits), field),
    settle: (draft, side) => ({
      ...draft,
      rows: draft.rows.map((row) =>
        row.key === key ? withRowField(row, side === 'mine' ? mine : theirs, field) : row,
      ),
    }),
  }
}

/** One side removed it and the other changed it. */
export function removalClash(row: PlanRow, by: Side): PlanClash {
  return {
    id: `${row.key} removed`,
    about: { of: 'removed', row: row.words.name, by },
    mine: by === 'mine' ? null : row.words.name,
    theirs: by === 'theirs' ? null : row.words.name,
    settle: (draft, side) => {
      const others = draft.rows.filter(({ key }) => key !== row.key)
      if (side === by) return { ...draft, rows: others }
      return draft.rows.length > others.length ? draft : { ...draft, rows: [...draft.rows, row] }
    },
  }
}
