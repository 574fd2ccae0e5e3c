import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DealPageView } from '../../../http/contract/deal'
import type { MilestoneView } from '../../../http/contract/milestone'
import { moneyText } from '../../parts/money-text'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'
import { carryOut, type Doing } from './milestone-actions'

interface Step {
  readonly milestone: MilestoneView
  readonly doing: Doing
}

/** What looks different after anything was done to a milestone. */
export const staleAfterActions = [
  'deal',
  'history',
  'preview',
  'preflight',
  'deals',
  'all-deals',
  'attention',
  'invoices',
  'owed',
  'approvals',
  'rounds',
  'links',
  'submission',
]

/** The deal with one milestone as it is now. */
export function withMilestone(page: DealPageView, milestone: MilestoneView): DealPageView {
  return {
    ...page,
    milestones: page.milestones.map((other) => (other.id === milestone.id ? milestone : other)),
  }
}

/** Carries out an action on a milestone; its row changes in place, everything else is read again. */
export function useMilestoneAction(dealId: string) {
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  return useMutation({
    mutationFn: ({ milestone, doing }: Step) =>
      carryOut(call, milestone, doing, keyFor({ id: milestone.id, version: milestone.version, doing })),
    // What was asked about it before must not arrive after it: it would be refused, rightly.
    onMutate: async ({ milestone }) => {
      await queries.cancelQueries({ queryKey: ['preview', milestone.id] })
      await queries.cancelQueries({ queryKey: ['submission', milestone.id] })
    },
    onSuccess: (milestone, { doing }) => {
      const claimed = doing.act === 'progress' ? milestone.claims.at(-1)?.amount : undefined
      queries.setQueryData<DealPageView>(['deal', dealId], (page) => page && withMilestone(page, milestone))
      notifications.show({
        color: 'post',
        title: `${milestone.name}: ${milestone.label}`,
        message: `${moneyText(claimed ?? milestone.amount)}${milestone.blockedBecause ? ` · ${milestone.blockedBecause}` : ''}`,
      })
    },
    onSettled: () => {
      for (const first of staleAfterActions) void queries.invalidateQueries({ queryKey: [first] })
    },
  })
}
