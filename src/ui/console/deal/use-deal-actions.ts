import { useCallback } from 'react'
import { useLocation } from 'wouter'
import type { DealPageView } from '../../../http/contract/deal'
import type { MilestoneView } from '../../../http/contract/milestone'
import { focusRow, useRowKeys } from '../../parts/use-row-keys'
import type { Action } from './milestone-actions'
import type { DealPlace } from './use-deal-place'
import { useMilestoneAction } from './use-milestone-action'

/** What a press on an action does: at once where nothing is at stake, otherwise by its dialog. */
export function useDealActions(page: DealPageView, place: DealPlace) {
  const action = useMilestoneAction(page.deal.id)
  const { ask } = place
  const { mutate } = action
  const act = useCallback(
    (milestone: MilestoneView, wanted: Action) => {
      if (wanted !== 'start') return ask(wanted, milestone.id)
      const pressed = document.activeElement
      // The button becomes another one: the focus goes to its row, unless somebody put it elsewhere meanwhile.
      const goOn = () => {
        const { activeElement } = document
        if (activeElement === pressed || activeElement === document.body) focusRow(milestone.id)
      }
      mutate({ milestone, doing: { act: 'start' } }, { onSuccess: goOn })
    },
    [ask, mutate],
  )
  return {
    act,
    busyId: action.isPending ? action.variables.milestone.id : null,
    error: action.error,
    forget: action.reset,
  }
}

/** `e` edits the milestone with the focus, or the plan; `b` bills it; `esc` closes what is open. */
export function useDealKeys(page: DealPageView, place: DealPlace, planHref: string | null): void {
  const [, go] = useLocation()
  const { milestoneId } = place
  const byId = (id: string | null) => page.milestones.find((milestone) => milestone.id === id) ?? null
  useRowKeys([
    [
      'e',
      (row) => {
        const at = byId(row ?? milestoneId)
        if (planHref === null) return
        if (at !== null && !at.locked) place.ask('edit', at.id)
        else go(planHref)
      },
    ],
    [
      'b',
      (row) => {
        const at = byId(row ?? milestoneId)
        if (at?.actions.includes('bill')) place.ask('bill', at.id)
      },
    ],
    [
      'Escape',
      () => {
        if (place.act !== null || milestoneId === null) return
        place.open(null)
        focusRow(milestoneId)
      },
    ],
  ])
}
