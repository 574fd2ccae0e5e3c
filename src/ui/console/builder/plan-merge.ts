import type { Side } from '../../parts/merge-notice'
import { mergeFields, mergeOrder, withField } from '../../parts/three-way'
import { changed } from './plan-change'
import type { PlanDraft } from './plan-draft'
import { lockOf } from './plan-lock'
import type { PlanRow } from './plan-row'
import { mergeRow, type PlanClash, type PlanLoss, removalClash, unchanged } from './row-merge'

export interface PlanMerge {
  /** Both sides' changes; where they clash, mine. */
  readonly merged: PlanDraft
  readonly clashes: readonly PlanClash[]
  readonly losses: readonly PlanLoss[]
}

/** Contract, customer, terms … and the currency, field by field. */
function mergeHeader(base: PlanDraft, mine: PlanDraft, theirs: PlanDraft) {
  const all = ({ header, currency }: PlanDraft) => ({ ...header, currency })
  const { merged, clashes } = mergeFields(all(base), all(mine), all(theirs))
  const { currency, ...header } = merged
  const draft = changed({ ...theirs, header }, { of: 'currency', currency })
  const clash = (field: string): PlanClash => ({
    id: field,
    about: { of: 'header', field },
    mine: Reflect.get(all(mine), field),
    theirs: Reflect.get(all(theirs), field),
    settle: (now, side) => {
      const from = side === 'mine' ? mine : theirs
      return field === 'currency'
        ? changed(now, { of: 'currency', currency: from.currency })
        : { ...now, header: withField(now.header, from.header, field) }
    },
  })
  return { draft, clashes: clashes.map(clash) }
}

const byKey = (rows: readonly PlanRow[]) => new Map(rows.map((row) => [row.key, row]))

interface MergedRows {
  readonly rows: Map<string, PlanRow>
  readonly clashes: PlanClash[]
  readonly losses: PlanLoss[]
}

/** Every milestone that either side has, by key; one that came back after its removal is a new one. */
function mergeRows(base: PlanDraft, mine: PlanDraft, theirs: PlanDraft, draft: PlanDraft): MergedRows {
  const [before, my, their] = [byKey(base.rows), byKey(mine.rows), byKey(theirs.rows)]
  const all: MergedRows = { rows: new Map(), clashes: [], losses: [] }
  for (const [key, theirRow] of their) {
    const [was, myRow] = [before.get(key), my.get(key)]
    const removal = lockOf(theirRow, draft.formal).removal
    if (was === undefined) all.rows.set(key, theirRow)
    else if (myRow !== undefined) {
      const { row, clashes, loss } = mergeRow(was, myRow, theirRow, draft)
      all.rows.set(key, row)
      all.clashes.push(...clashes)
      if (loss !== null) all.losses.push(loss)
    } else if (removal !== null) {
      all.rows.set(key, theirRow)
      all.losses.push({ row: theirRow.words.name, why: removal })
    } else if (!unchanged(was, theirRow, draft.digits)) {
      all.clashes.push(removalClash(theirRow, 'mine'))
    }
  }
  for (const [key, myRow] of my) {
    const was = before.get(key)
    if (their.has(key)) continue
    if (was === undefined) all.rows.set(key, myRow)
    else if (!unchanged(was, myRow, draft.digits)) {
      const again = { ...myRow, saved: null }
      all.rows.set(key, again)
      all.clashes.push(removalClash(again, 'theirs'))
    }
  }
  return all
}

function orderClash(mine: readonly string[], theirs: readonly string[], rows: MergedRows['rows']): PlanClash {
  const names = (keys: readonly string[]) => keys.map((key) => rows.get(key)?.words.name ?? '').join(', ')
  return {
    id: 'order',
    about: { of: 'order' },
    mine: names(mine),
    theirs: names(theirs),
    settle: (draft, side: Side) => changed(draft, { of: 'order', keys: side === 'mine' ? mine : theirs }),
  }
}

/** Two plans where there was none are two plans: their milestones are never mixed. */
export function mergeFirstPlans(mine: PlanDraft, theirs: PlanDraft): PlanMerge {
  const { rows, header, currency, digits } = mine
  const whole = { ...theirs, header, currency, digits, rows }
  const names = (draft: PlanDraft) => draft.rows.map(({ words }) => words.name).join(', ')
  return {
    merged: whole,
    clashes: [
      {
        id: 'plan',
        about: { of: 'plan' },
        mine: names(mine),
        theirs: names(theirs),
        settle: (_, side) => (side === 'mine' ? whole : theirs),
      },
    ],
    losses: [],
  }
}

/** What I typed over `base`, brought together with what others saved over it. */
export function mergePlans(base: PlanDraft, mine: PlanDraft, theirs: PlanDraft): PlanMerge {
  const header = mergeHeader(base, mine, theirs)
  const { rows, clashes, losses } = mergeRows(base, mine, theirs, header.draft)
  const keys = (draft: PlanDraft) => draft.rows.map(({ key }) => key)
  const order = mergeOrder(keys(base), keys(mine), keys(theirs), new Set(rows.keys()))
  return {
    merged: { ...header.draft, rows: order.mine.flatMap((key) => rows.get(key) ?? []) },
    clashes: [
      ...header.clashes,
      ...clashes,
      ...(order.clash ? [orderClash(order.mine, order.theirs, rows)] : []),
    ],
    losses,
  }
}
