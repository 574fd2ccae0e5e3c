import { useCallback } from 'react'
import { useSearchParams } from 'wouter'

/** What can be asked of a milestone, or of the schedule, in a dialog; `edit`, `accept`, `template`, `release` and `deposit` are the console's own. */
export const acts = [
  'complete',
  'submit',
  'progress',
  'withdraw_claim',
  'withdraw',
  'decide',
  'record',
  'bill',
  'split',
  'revoke',
  'reopen',
  'edit',
  'accept',
  'template',
  'customer',
  'release',
  'deposit',
] as const
export type Act = (typeof acts)[number]

export const tabs = ['invoices', 'hours', 'change-orders', 'documents', 'tie-out', 'history'] as const
export type Tab = (typeof tabs)[number]

/** Where a person is within a deal: the open milestone, the open dialog, the tab. It lives in the address. */
export function useDealPlace() {
  const [params, setParams] = useSearchParams()
  const set = useCallback(
    (changes: Readonly<Record<string, string | null>>, replace: boolean) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before)
          for (const [name, value] of Object.entries(changes)) {
            if (value === null) after.delete(name)
            else after.set(name, value)
          }
          return after
        },
        { replace },
      ),
    [setParams],
  )
  const open = useCallback((id: string | null) => set({ milestone: id, do: null }, true), [set])
  const ask = useCallback(
    (act: Act, id?: string) => set(id === undefined ? { do: act } : { do: act, milestone: id }, false),
    [set],
  )
  const answered = useCallback(() => set({ do: null }, true), [set])
  const showTab = useCallback(
    (tab: string | null) => set({ tab: tab === 'invoices' ? null : tab }, true),
    [set],
  )
  return {
    milestoneId: params.get('milestone'),
    act: acts.find((act) => act === params.get('do')) ?? null,
    tab: tabs.find((tab) => tab === params.get('tab')) ?? 'invoices',
    open,
    ask,
    answered,
    showTab,
  }
}

export type DealPlace = ReturnType<typeof useDealPlace>
