import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import type { OpenDifferenceView, TieOutStateView, WorkspaceTieOutView } from '../../../http/contract/tie-out'
import { useAnnounce } from '../../parts/announcer'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'
import { type Checked, checkedWords } from './reconcile-words'

export const shownStates = ['all', 'differs', 'unknown', 'holds'] as const

/** What the page shows, kept in the address. */
export function useReconcilePlace() {
  const [params, setParams] = useSearchParams()
  const state = shownStates.find((each) => each === params.get('state')) ?? 'all'
  const search = params.get('search') ?? ''
  const currency = params.get('currency')
  const change = (name: 'state' | 'search' | 'currency', value: string | null) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before)
        if (value === null || value === '') after.delete(name)
        else after.set(name, value)
        return after
      },
      { replace: true },
    )
  const clear = () => setParams(new URLSearchParams(), { replace: true })
  const filtered = state !== 'all' || search !== '' || currency !== null
  return { state, search, currency, change, clear, filtered }
}
export type ReconcilePlace = ReturnType<typeof useReconcilePlace>

/** The filter as the server takes it. */
export function filterOf({ state, search, currency }: Pick<ReconcilePlace, 'state' | 'search' | 'currency'>) {
  const shown: TieOutStateView | null = state === 'all' ? null : state
  return {
    ...(shown === null ? {} : { state: shown }),
    ...(search === '' ? {} : { search }),
    ...(currency === null ? {} : { currency }),
  }
}

/** The workspace's tie-out, page after page. */
export function useReconcile(place: ReconcilePlace) {
  const call = useCall()
  const query = { ...filterOf(place), limit: 50 }
  return useInfiniteQuery({
    queryKey: ['tie-out', 'all', query],
    queryFn: ({ pageParam, signal }) =>
      call('GET /tie-out', {
        query: { ...query, ...(pageParam === '' ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
    // All deals are looked at for it: not with every change, as a deal's own page is.
    refetchInterval: 60_000,
  })
}

/** Reads both vendors now, and says what of the tie-out changed by it. */
export function useCheckAll() {
  const call = useCall()
  const queries = useQueryClient()
  const announce = useAnnounce()
  const [said, say] = useState<string | null>(null)
  const check = useMutation({
    mutationFn: async (): Promise<Checked> => {
      const sums = () => call('GET /tie-out', { query: { limit: 1 } })
      const before: WorkspaceTieOutView = await sums()
      const read = await call('POST /sync/check-now', { body: {} })
      return { read, before: before.currencies, after: (await sums()).currencies }
    },
    onMutate: () => say(null),
    onSuccess: async (checked) => {
      const words = checkedWords(checked)
      say(words)
      announce(words)
      await queries.invalidateQueries()
    },
  })
  return { check, said, putAway: () => say(null) }
}

/** A person looks into a difference, or lets go of it. */
export function useTaking(dealId: string) {
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  return useMutation({
    mutationFn: ({
      difference,
      note,
    }: {
      readonly difference: OpenDifferenceView
      /** Null lets go. */
      readonly note: string | null
    }) => {
      const { key, owner } = difference
      const params = { dealId }
      return note === null
        ? call('POST /deals/{dealId}/tie-out/release', { params, body: { key }, key: keyFor({ key, owner }) })
        : call('POST /deals/{dealId}/tie-out/take', {
            params,
            body: { key, ...(note.trim() === '' ? {} : { note: note.trim() }) },
            key: keyFor({ key, note, owner }),
          })
    },
    onSettled: () =>
      Promise.all(
        [['tie-out'], ['history', dealId]].map((queryKey) => queries.invalidateQueries({ queryKey })),
      ),
  })
}
