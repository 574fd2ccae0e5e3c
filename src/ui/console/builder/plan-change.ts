import type { PlanDraft, PlanHeader, PlanRow } from './plan-draft'

export type PlanChange =
  | { readonly of: 'header'; readonly set: Partial<PlanHeader> }
  | { readonly of: 'row'; readonly key: string; readonly set: Partial<PlanRow> }
  | { readonly of: 'add'; readonly rows: readonly PlanRow[] }
  | { readonly of: 'remove'; readonly key: string }
  | { readonly of: 'order'; readonly keys: readonly string[] }
  | { readonly of: 'draft'; readonly draft: PlanDraft }

/** The draft after one change. Locked rows can change their place only. */
export function changed(draft: PlanDraft, change: PlanChange): PlanDraft {
  switch (change.of) {
    case 'header':
      return { ...draft, header: { ...draft.header, ...change.set } }
    case 'row':
      return {
        ...draft,
        rows: draft.rows.map((row) =>
          row.key === change.key && row.saved?.locked !== true ? { ...row, ...change.set } : row,
        ),
      }
    case 'add':
      return { ...draft, rows: [...draft.rows, ...change.rows] }
    case 'remove':
      return {
        ...draft,
        rows: draft.rows.filter((row) => row.key !== change.key || row.saved?.locked === true),
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
