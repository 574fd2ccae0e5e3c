import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DealPageView } from '../../../http/contract/deal'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'
import { problemFrom } from '../api/refusal'
import { staleAfterActions } from './use-milestone-action'

/**
 * Takes the newest planning of a deal back; the page is what it was before. A refusal is told beside the page: what
 * was asked is over then, because the place it was asked in shows what there is to take back now.
 */
export function useUndo(page: DealPageView, onDone: () => void) {
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  const dealId = page.deal.id
  const version = page.state?.version
  return useMutation({
    mutationFn: () =>
      call('POST /deals/{dealId}/undo', {
        params: { dealId },
        body: {},
        key: keyFor({ undo: page.undo?.at }),
        ...(version !== undefined && { version }),
      }),
    onSuccess: (now) => {
      notifications.show({ color: 'post', title: 'Taken back', message: page.undo?.what ?? '' })
      queries.setQueryData<DealPageView>(['deal', dealId], now)
      onDone()
    },
    onError: (error) => {
      const problem = problemFrom(error)
      notifications.show({
        color: 'amber',
        title: 'Not taken back',
        message: problem.detail,
        autoClose: false,
      })
      onDone()
    },
    onSettled: () => {
      for (const first of staleAfterActions) void queries.invalidateQueries({ queryKey: [first] })
    },
  })
}
