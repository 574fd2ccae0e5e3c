import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { MilestoneView } from '../../../http/contract/milestone'
import type { MoneyView, ShareView } from '../../../http/contract/money'
import { moneyText } from '../../parts/money-text'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'
import { staleAfterActions } from './use-milestone-action'

/** Splits a milestone as it was seen; everything of the deal is read again. */
export function useSplit(milestone: MilestoneView) {
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  return useMutation({
    mutationFn: (body: { accepted: MoneyView | ShareView; reason: string }) =>
      call('POST /milestones/{id}/split', {
        params: { id: milestone.id },
        body,
        version: milestone.version,
        key: keyFor({ body, version: milestone.version }),
      }),
    onSuccess: ({ accepted, remaining }) => {
      notifications.show({
        color: 'post',
        title: `${milestone.name} is in two parts`,
        message: `${accepted.code} ${moneyText(accepted.amount)} · ${remaining.code} ${moneyText(remaining.amount)}`,
      })
    },
    onSettled: () => {
      for (const first of staleAfterActions) void queries.invalidateQueries({ queryKey: [first] })
    },
  })
}
