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

/** Asks an approver at another address: their old links end, and a new one is on its way. */
export function useChangeAddress(roundId: string) {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({
      approverId,
      email,
    }: {
      readonly approverId: string
      readonly email: string
      readonly name: string
    }) => call('POST /rounds/{id}/address', { params: { id: roundId }, body: { approverId, email } }),
    onSuccess: async (_, { name, email }) => {
      notifications.show({
        color: 'post',
        title: 'Address changed',
        message: `${name} gets an e-mail with a new link at ${email}`,
      })
      await Promise.all(
        ['deal', 'links', 'history'].map((kind) => queries.invalidateQueries({ queryKey: [kind] })),
      )
    },
  })
}

/** Says that an e-mail came back: the time to answer that hangs on it stops. */
export function useTakeBounce(roundId: string) {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ mailId }: { readonly mailId: string; readonly name: string }) =>
      call('POST /mails/{id}/bounced', { params: { id: mailId }, body: {} }),
    onSuccess: (_, { name }) =>
      notifications.show({
        color: 'post',
        title: 'Kept that it came back',
        message: `Silence of ${name} accepts nothing until an e-mail arrives. Mend the address, or ask again`,
      }),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['deal', 'round-mails', roundId] }),
        queries.invalidateQueries({ queryKey: ['deal'] }),
      ]),
  })
}

/** Who wants no reminders. */
export function useNoReminders() {
  const call = useCall()
  return useQuery({
    queryKey: ['no-reminders'],
    queryFn: ({ signal }) => call('GET /no-reminders', { signal }),
  })
}

/** Sends somebody no reminders, or sends them again. */
export function useSetReminders() {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({
      email,
      reminders,
    }: {
      readonly email: string
      readonly name: string
      readonly reminders: boolean
    }) => call('POST /no-reminders', { body: { email, reminders } }),
    onSuccess: (_, { name, reminders }) =>
      notifications.show({
        color: 'post',
        title: reminders ? 'Reminders are sent again' : 'No more reminders',
        message: reminders ? `${name} is reminded again` : `${name} is asked all the same, and not reminded`,
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['no-reminders'] }),
  })
}
