import { Text } from '@mantine/core'
import { moneyText } from '../../parts/money-text'
import { MilestoneDialog, type MilestoneDialogProps } from '../deal/milestone-dialog'
import { useMilestoneAction } from '../deal/use-milestone-action'

/** Takes the newest claim back, which no invoice bills. */
export function WithdrawClaimDialog({ dealId, milestone, onClose }: MilestoneDialogProps) {
  const action = useMilestoneAction(dealId)
  const last = milestone.claims.filter((claim) => claim.kind === 'progress').at(-1)
  return (
    <MilestoneDialog
      title="Take the last claim back"
      milestone={milestone}
      button="Take it back"
      busy={action.isPending}
      error={action.error}
      onClose={onClose}
      onConfirm={() => action.mutate({ milestone, doing: { act: 'withdraw_claim' } }, { onSuccess: onClose })}
    >
      <Text>
        {last === undefined
          ? 'Nothing is claimed.'
          : `The claim of ${last.percent} % goes, with ${moneyText(last.amount)} that no invoice bills. What was claimed before stands. An invoice that is prepared for it is set aside.`}
      </Text>
    </MilestoneDialog>
  )
}
