import { useWindowEvent } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef } from 'react'
import type { DealPageView } from '../../../http/contract/deal'
import { dropDraft, keepDraft } from './kept-draft'
import type { PlanDraft } from './plan-draft'

/**
 * Keeps unsaved changes in this tab when the page is left or reloaded, and asks before the tab is closed, with
 * which they would go. Nothing is written while a person types. Answers what to call when they are saved or
 * discarded, before the page is left.
 */
export function useKeptDraft(base: DealPageView, draft: PlanDraft, dirty: boolean): () => void {
  const settled = useRef(false)
  const now = useRef({ base, draft, dirty })
  now.current = { base, draft, dirty }
  useWindowEvent('beforeunload', (event) => {
    if (dirty && !settled.current) event.preventDefault()
  })
  useWindowEvent('pagehide', () => {
    if (now.current.dirty && !settled.current) keepDraft(sessionStorage, now.current.base, now.current.draft)
  })
  useEffect(() => {
    dropDraft(sessionStorage, now.current.base.deal.id)
    return () => {
      const left = now.current
      if (settled.current || !left.dirty || !keepDraft(sessionStorage, left.base, left.draft)) return
      notifications.show({
        color: 'amber',
        title: 'The plan is not saved',
        message: `Your changes to ${left.base.deal.name} are kept in this tab: open its plan again to go on.`,
      })
    }
  }, [])
  return () => {
    settled.current = true
  }
}
