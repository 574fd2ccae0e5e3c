import { notifications } from '@mantine/notifications'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCall } from '../api/call-context'
import type { BodyOf } from '../api/caller'

/** Everything that waits for an answer, the nearest deadline first. */
export function useApprovals() {
  const call = useCall()
  return useInfiniteQuery({
    queryKey: ['approvals'],
    queryFn: ({ pageParam, signal }) =>
      call('GET /approvals', {
        query: { limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  })
}

/** What submitting a milestone now would show, to whom, and what is missing; asked while submitting is ahead. */
export function useSubmission(milestoneId: string, isAhead: boolean) {
  const call = useCall()
  return useQuery({
    queryKey: ['submission', milestoneId],
    queryFn: ({ signal }) => call('GET /milestones/{id}/submission', { params: { id: milestoneId }, signal }),
    enabled: isAhead,
    // What somebody added a moment ago is what will be shown.
    staleTime: 0,
  })
}

/** Every round of a milestone, the newest first. */
export function useRounds(milestoneId: string, wanted: boolean) {
  const call = useCall()
  return useQuery({
    queryKey: ['rounds', milestoneId],
    queryFn: ({ signal }) => call('GET /milestones/{id}/rounds', { params: { id: milestoneId }, signal }),
    enabled: wanted,
  })
}

/** Who was asked about a change order, and what they answered by their links. */
export function useOrderAnswers(orderId: string, wanted: boolean) {
  const call = useCall()
  return useQuery({
    queryKey: ['deal', 'order-answers', orderId],
    queryFn: ({ signal }) => call('GET /change-orders/{id}/answers', { params: { id: orderId }, signal }),
    enabled: wanted,
  })
}

/** Who has a link into a deal. */
export function useLinks(dealId: string) {
  const call = useCall()
  return useQuery({
    queryKey: ['links', dealId],
    queryFn: ({ signal }) => call('GET /deals/{dealId}/links', { params: { dealId }, signal }),
  })
}

/** Opens a link for a person. Its address is told this once, so no key repeats the answer. */
export function useOpenLink(dealId: string) {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: BodyOf<'POST /deals/{dealId}/links'>) =>
      call('POST /deals/{dealId}/links', { params: { dealId }, body }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['links', dealId] }),
  })
}

/** Ends every live link of the person whose link this is, in one act. */
export function useRevokeLinks(dealId: string) {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id }: { readonly id: string; readonly name: string }) =>
      call('DELETE /links/{id}', { params: { id } }),
    onSuccess: (_, { name }) =>
      notifications.show({
        color: 'post',
        title: 'Revoked',
        message: `${name} can’t open the portal any more`,
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['links', dealId] }),
  })
}
