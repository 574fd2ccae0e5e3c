import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCall } from '../api/call-context'

/** What was e-mailed about a round. It is read again every few seconds while one is on its way. */
export function useRoundMails(roundId: string) {
  const call = useCall()
  return useQuery({
    queryKey: ['deal', 'round-mails', roundId],
    queryFn: ({ signal }) => call('GET /rounds/{id}/mails', { params: { id: roundId }, signal }),
    refetchInterval: ({ state }) =>
      state.data?.items.some((mail) => mail.state === 'waiting' || mail.state === 'sending') ? 5_000 : false,
  })
}

/** Asks an approver once more, with a new link. */
export function useSendAgain(roundId: string) {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ approverId }: { readonly approverId: string; readonly name: string }) =>
      call('POST /rounds/{id}/mails', { params: { id: roundId }, body: { approverId } }),
    onSuccess: (_, { name }) =>
      notifications.show({
        color: 'post',
        title: 'Asked again',
        message: `${name} gets an e-mail with a new link`,
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['deal', 'round-mails', roundId] }),
  })
}
