import { useMemo, useRef } from 'react'
import { fromMinor } from '../../parts/minor-units'
import { moneyText } from '../../parts/money-text'
import { same } from '../../parts/three-way'
import type { PlanDraft } from './plan-draft'
import type { PlanErrors } from './plan-errors'
import type { PlanSums } from './plan-sums'
import type { TermsDraft } from './terms-section'

/** What a change of the contract value does to the milestones: what follows, and what stays at how much. */
export function whatMoves(draft: PlanDraft, { amounts }: PlanSums): string {
  if (draft.formal) return ''
  const locked = draft.rows.filter((row) => row.saved?.locked === true)
  const open = draft.rows.filter((row) => row.unit === 'share' && row.saved?.locked !== true).length
  const held = locked.reduce((sum, row) => sum + (amounts.get(row.key) ?? 0n), 0n)
  const money = moneyText({ amount: fromMinor(held, draft.digits), currency: draft.currency })
  const follow = open === 1 ? 'One open share follows' : `${open} open shares follow`
  const keep =
    locked.length === 1 ? 'One locked milestone keeps its' : `${locked.length} locked ones keep their`
  return [open === 0 ? '' : `${follow} the contract value.`, locked.length === 0 ? '' : `${keep} ${money}.`]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

/** The terms of a plan, the same object for as long as nothing of them changes. */
export function useTerms(
  draft: PlanDraft,
  sums: PlanSums,
  errors: PlanErrors,
): { readonly draft: TermsDraft; readonly errors: PlanErrors } {
  const { header, currency, digits, formal, rows } = draft
  const moves = whatMoves(draft, sums)
  const judged = rows.some((row) => row.saved?.locked === true)
  const withMilestones = header.billingType !== 'hourly' || rows.length > 0
  const terms = useMemo(
    () => ({ header, currency, digits, formal, moves, judged, withMilestones }),
    [header, currency, digits, formal, moves, judged, withMilestones],
  )
  const held = useRef<PlanErrors>(new Map())
  const own = new Map([...errors].filter(([pointer]) => !pointer.startsWith('/milestones/')))
  if (!same([...own], [...held.current])) held.current = own
  return { draft: terms, errors: held.current }
}
