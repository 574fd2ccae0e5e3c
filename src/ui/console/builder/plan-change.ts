import { digitsOf } from '../../parts/minor-units'
import type { PlanDraft } from './plan-draft'
import type { PlanHeader } from './plan-header'
import { lockOf } from './plan-lock'
import type { PlanRow } from './plan-row'

export type PlanChange =
  | { readonly of: 'header'; readonly set: Partial<PlanHeader> }
  | { readonly of: 'currency'; readonly currency: string }
  | { readonly of: 'row'; readonly key: string; readonly set: Partial<PlanRow> }
  | { readonly of: 'add'; readonly rows: readonly PlanRow[] }
  | { readonly of: 'remove'; readonly key: string }
  | { readonly of: 'order'; readonly keys: readonly string[] }
  | { readonly of: 'draft'; readonly draft: PlanDraft }

/** What may be set of a row: nothing where all is locked, all but what was agreed under formal control. */
function allowed(row: PlanRow, set: Partial<PlanRow>, formal: boolean): Partial<PlanRow> {
  const lock = lockOf(row, formal)
  if (lock.all !== null) return {}
  if (lock.scope === null) return set
  const { unit: _, value: __, trigger: ___, words, ...rest } = set
  if (words === undefined) return rest
  const { deliverable, criteria, evidence } = row.words
  return { ...rest, words: { ...words, deliverable, criteria, evidence } }
}

/** The draft after one change. Locked rows can change their place only. */
export function changed(draft: PlanDraft, change: PlanChange): PlanDraft {
  switch (change.of) {
    case 'header':
      return { ...draft, header: { ...draft.header, ...change.set } }
    case 'currency':
      return { ...draft, currency: change.currency, digits: digitsOf(change.currency) }
    case 'row':
      return {
        ...draft,
        rows: draft.rows.map((row) =>
          row.key === change.key ? { ...row, ...allowed(row, change.set, draft.formal) } : row,
        ),
      }
    case 'add':
      return { ...draft, rows: [...draft.rows, ...change.rows] }
    case 'remove':
      return {
        ...draft,
        rows: draft.rows.filter(
          (row) => row.key !== change.key || lockOf(row, draft.formal).removal !== null,
        ),
      }
    case 'order': {
      const place = new Map(change.keys.map((key, at) => [key, at]))
      const rows = [...draft.rows].sort((a, b) => (place.get(a.key) ?? 0) - (place.get(b.key) ?? 0))
      return { ...draft, rows }
    }
    case 'draft':
      return change.draft
  }
}
