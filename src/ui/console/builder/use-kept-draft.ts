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
}

/**
 * Keeps unsaved changes in this tab when the page is left or reloaded, and asks before the tab is closed, with
 * which they would go. Nothing is written while a person types. Of what is being saved when the page is left, nothing
 * is said before it is known what becomes of it.
 */
export function useKeptDraft(base: DealPageView, draft: PlanDraft, { dirty, saving }: Standing) {
  const isSettled = useRef(false)
  const isLeft = useRef(false)
  const now = useRef({ base, draft, dirty, saving })
  now.current = { base, draft, dirty, saving }
  useWindowEvent('beforeunload', (event) => {
    if (dirty && !isSettled.current) event.preventDefault()
  })
  useWindowEvent('pagehide', () => {
    if (now.current.dirty && !isSettled.current)
      keepDraft(sessionStorage, now.current.base, now.current.draft)
  })
  useEffect(() => {
    isLeft.current = false
    dropDraft(sessionStorage, now.current.base.deal.id)
    return () => {
      isLeft.current = true
      const { dirty, saving } = now.current
      if (dirty && !saving && !isSettled.current) keepAndTell(now.current)
    }
  }, [])
  return {
    /** Saved or discarded, before the page is left. */
    settled: () => {
      isSettled.current = true
    },
    /** It could not be saved. Whoever left meanwhile is told only now. */
    missed: () => {
      if (isLeft.current) keepAndTell(now.current)
    },
  }
}

function keepAndTell({ base, draft }: { readonly base: DealPageView; readonly draft: PlanDraft }): void {
  if (!keepDraft(sessionStorage, base, draft)) return
  notifications.show({
    color: 'amber',
    title: 'The plan is not saved',
    message: `Your changes to ${base.deal.name} are kept in this tab: open its plan again to go on.`,
  })
}
