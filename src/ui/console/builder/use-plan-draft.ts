import { useWindowEvent } from '@mantine/hooks'
import { useMemo, useReducer, useState } from 'react'
import type { DealPageView } from '../../../http/contract/deal'
import type { WorkspaceView } from '../../../http/contract/workspace'
import { Refusal } from '../api/refusal'
import { changed } from './plan-change'
import { draftOf, type PlanDraft } from './plan-draft'
import { type PlanErrors, planErrors } from './plan-input'
import { useSavePlan } from './use-plan'

/** A refusal is about what was sent: once that row, or the terms, were edited, it says nothing any more. */
function stillStands(pointer: string, sent: PlanDraft | undefined, now: PlanDraft): boolean {
  const row = /^\/milestones\/(\d+)(\/|$)/.exec(pointer)?.[1]
  return row === undefined ? sent?.header === now.header : sent?.rows[Number(row)] === now.rows[Number(row)]
}

/**
 * The plan while it is edited. What was read when editing began stays the base: a live update of the deal
 * never pulls the floor away, and saving says against which version it was made.
 */
export function usePlanDraft(latest: DealPageView, workspace: WorkspaceView) {
  const [base, setBase] = useState(latest)
  const [start, setStart] = useState(() => draftOf(base, workspace))
  const [draft, change] = useReducer(changed, start)
  const [tried, setTried] = useState(false)
  const { save, readAgain } = useSavePlan(base)
  const dirty = draft !== start
  useWindowEvent('beforeunload', (event) => {
    if (dirty && !save.isSuccess) event.preventDefault()
  })

  const refused = save.error instanceof Refusal ? (save.error.problem.errors ?? []) : []
  const own = useMemo(() => planErrors(draft), [draft])
  const errors: PlanErrors = new Map([
    ...refused
      .filter((error) => stillStands(error.pointer, save.variables?.draft, draft))
      .map((error): [string, string] => [error.pointer, error.detail]),
    ...(tried ? own : []),
  ])
  const trySave = (onSaved: () => void) => {
    setTried(true)
    if (own.size === 0) save.mutate({ draft, over: false }, { onSuccess: onSaved })
  }
  const saveOver = (onSaved: () => void) => save.mutate({ draft, over: true }, { onSuccess: onSaved })
  const takeTheirs = async () => {
    const theirs = await readAgain()
    const again = draftOf(theirs, workspace)
    setBase(theirs)
    setStart(again)
    change({ of: 'draft', draft: again })
    setTried(false)
    save.reset()
  }
  return {
    draft,
    change,
    errors,
    dirty,
    save,
    trySave,
    saveOver,
    takeTheirs,
    shownAt: new Set(errors.keys()),
  }
}
