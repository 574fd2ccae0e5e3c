import { useIsMutating, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { DealPageView } from '../../../http/contract/deal'
import { useCall } from '../api/call-context'
import { isUnclear } from '../api/refusal'
import { useMe } from '../api/use-me'
import type { PlanDraft } from './plan-draft'
import { planInput } from './plan-input'
import { saverSince } from './saver-since'

/** What the plan page needs: the deal, the workspace's defaults, the templates. */
export function usePlan(dealId: string) {
  const call = useCall()
  const deal = useQuery({
    queryKey: ['deal', dealId],
    queryFn: ({ signal }) => call('GET /deals/{dealId}', { params: { dealId }, signal }),
  })
  const workspace = useQuery({
    queryKey: ['workspace'],
    queryFn: ({ signal }) => call('GET /workspace', { signal }),
  })
  const templates = useQuery({
    queryKey: ['templates'],
    queryFn: ({ signal }) => call('GET /templates', { signal }),
    enabled: deal.data?.schedule === null,
    staleTime: 300_000,
  })
  return { deal, workspace, templates }
}

/** Reads the newest plan of a deal, and who saved it since `base` was read. */
export function useNewest(base: DealPageView) {
  const call = useCall()
  const queries = useQueryClient()
  const me = useMe()
  const dealId = base.deal.id
  const readHistory = (limit: number) =>
    call('GET /deals/{dealId}/history', { params: { dealId }, query: { limit } })
  const head = useQuery({
    queryKey: ['history-head', dealId, base.state?.version ?? 0],
    queryFn: async () => (await readHistory(1)).items[0]?.number ?? 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const readNewest = async (): Promise<DealPageView> => {
    const fresh = await call('GET /deals/{dealId}', { params: { dealId } })
    queries.setQueryData(['deal', dealId], fresh)
    return fresh
  }
  /** A name, "You", or null when they were several or nobody knows. */
  const whoSince = async (): Promise<string | null> => {
    if (head.data === undefined) return null
    const { items } = await readHistory(50)
    return saverSince(items, head.data, me.data?.name ?? null)
  }
  return { readNewest, whoSince }
}

/** Saves a plan against the version that it was made from. */
export function useSavePlan(dealId: string) {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ draft, base }: { readonly draft: PlanDraft; readonly base: DealPageView }) =>
      call('PUT /deals/{dealId}/schedule', {
        params: { dealId },
        body: planInput(draft),
        // Version 0 is a plan that isn't there yet.
        version: base.state?.version ?? 0,
      }),
    onSuccess: async () => {
      const deal = queries.invalidateQueries({ queryKey: ['deal'] })
      for (const first of stale) void queries.invalidateQueries({ queryKey: [first] })
      // The deal's page would show the plan from before it; a slow line isn't waited for, because it is saved all the same.
      await Promise.race([deal, new Promise((resolve) => setTimeout(resolve, READ_AGAIN_MS))])
    },
    onError: (error) => {
      if (isUnclear(error)) void queries.invalidateQueries({ queryKey: ['deal', dealId] })
    },
  })
}

/** So long a saved plan is waited for to be read again. */
const READ_AGAIN_MS = 1_500

const stale = ['history', 'deals', 'all-deals', 'attention', 'preview', 'preflight']

/** By this a plan's saving is found after its page was left. */
export const savingKey = (dealId: string) => ['save the plan', dealId]

/** Whether the plan was left while it was being saved, and what becomes of it isn't known yet. */
export function useStillSaving(dealId: string): boolean {
  const queries = useQueryClient()
  const mutationKey = savingKey(dealId)
  const count = useIsMutating({ mutationKey })
  const [waits, setWaits] = useState(() => queries.isMutating({ mutationKey }) > 0)
  // What this page saves itself later is no reason to wait.
  useEffect(() => {
    if (count === 0) setWaits(false)
  }, [count])
  return waits
}
