import { useWindowEvent } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef } from 'react'
import type { DealPageView } from '../../../http/contract/deal'
import { dropDraft, keepDraft } from './kept-draft'
import type { PlanDraft } from './plan-draft'

interface Standing {
  readonly dirty: boolean
  /** On its way to the server. */
  readonly saving: boolean
  /** It was sent, and no answer came: it may be saved. */
  readonly unclear: boolean
}

interface Now extends Standing {
  readonly base: DealPageView
  readonly draft: PlanDraft
}

/**
 * Keeps unsaved changes in this tab when the page is left or reloaded, and asks before the tab is closed, with
 * which they would go. Nothing is written while a person types. What is being saved when the page is left is kept until
 * it is saved, because its answer may never come; of it nothing is said before it is known what becomes of it.
 */
export function useKeptDraft(base: DealPageView, draft: PlanDraft, standing: Standing) {
  const isSettled = useRef(false)
  const isLeft = useRef(false)
  const now = useRef<Now>({ base, draft, ...standing })
  now.current = { base, draft, ...standing }
  useWindowEvent('beforeunload', (event) => {
    if (standing.dirty && !isSettled.current) event.preventDefault()
  })
  useWindowEvent('pagehide', () => {
    if (now.current.dirty && !isSettled.current) keep(now.current)
  })
  useEffect(() => {
    isLeft.current = false
    dropDraft(sessionStorage, now.current.base.deal.id)
    return () => {
      isLeft.current = true
      const { dirty, saving } = now.current
      if (!dirty || isSettled.current) return
      if (saving) keep(now.current)
      else keepAndTell(now.current)
    }
  }, [])
  return {
    /** Saved or discarded. What was kept when the page was left meanwhile goes with it. */
    settled: () => {
      isSettled.current = true
      if (isLeft.current) dropDraft(sessionStorage, now.current.base.deal.id)
    },
    /** It could not be saved, or nobody knows whether it was. Whoever left meanwhile is told only now. */
    missed: (unclear: boolean) => {
      const { dirty } = now.current
      if (isLeft.current && dirty && !isSettled.current)
        keepAndTell({ ...now.current, saving: false, unclear })
    },
  }
}

const keep = ({ base, draft, saving, unclear }: Now): boolean =>
  keepDraft(sessionStorage, base, draft, saving || unclear)

function keepAndTell(now: Now): void {
  if (!keep(now)) return
  const { name } = now.base.deal
  notifications.show({
    color: 'amber',
    ...(now.unclear
      ? {
          title: 'The plan may not be saved',
          message: `Milepost did not answer. Your changes to ${name} are kept in this tab: open its plan again to see.`,
        }
      : {
          title: 'The plan is not saved',
          message: `Your changes to ${name} are kept in this tab: open its plan again to go on.`,
        }),
  })
}
