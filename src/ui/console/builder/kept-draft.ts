import type { DealPageView } from '../../../http/contract/deal'
import type { PlanDraft } from './plan-draft'

/** Unsaved changes, and what they were made against, as this tab keeps them. */
export interface KeptDraft {
  /** Of this file's shape: another one's is not read. */
  readonly shape: typeof shape
  readonly base: DealPageView
  readonly draft: PlanDraft
  /** It was sent, and no answer was there when it was kept: it may be saved. */
  readonly asked?: boolean
}

const shape = 1
const nameOf = (dealId: string) => `milepost plan ${dealId}`

function isKept(value: unknown): value is KeptDraft {
  return (
    typeof value === 'object' &&
    value !== null &&
    Reflect.get(value, 'shape') === shape &&
    typeof Reflect.get(value, 'base') === 'object' &&
    typeof Reflect.get(value, 'draft') === 'object'
  )
}

/** Keeps what is unsaved while the page is left or reloaded; it ends with the tab. Too much to keep is not kept. */
export function keepDraft(storage: Storage, base: DealPageView, draft: PlanDraft, asked: boolean): boolean {
  try {
    storage.setItem(nameOf(base.deal.id), JSON.stringify({ shape, base, draft, asked }))
    return true
  } catch {
    return false
  }
}

export function dropDraft(storage: Storage, dealId: string): void {
  storage.removeItem(nameOf(dealId))
}

/** What was kept of this deal's plan; null when nothing was, or it can't be read. */
export function keptDraft(storage: Storage, dealId: string): KeptDraft | null {
  try {
    const value: unknown = JSON.parse(storage.getItem(nameOf(dealId)) ?? 'null')
    return isKept(value) && value.base.deal.id === dealId ? value : null
  } catch {
    return null
  }
}
