import { List, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { MilestoneDialog, type MilestoneDialogProps } from './milestone-dialog'
import { useMilestoneAction } from './use-milestone-action'

function whoDecides(approvers: readonly { name: string }[], rule: 'any' | 'all'): string {
  if (approvers.length === 0) return 'A colleague decides here.'
  const names = approvers.map((approver) => approver.name).join(rule === 'all' ? ' and ' : ' or ')
  return rule === 'all' && approvers.length > 1 ? `${names} must all approve.` : `${names} decides.`
}

/** Asks for approval of what was done; what is shown now is what will be judged. */
export function MilestoneSubmitDialog({ dealId, milestone, onClose }: MilestoneDialogProps) {
  const [note, setNote] = useState('')
  const action = useMilestoneAction(dealId)
  const confirm = () => action.mutate({ milestone, doing: { act: 'submit', note } }, { onSuccess: onClose })
  return (
    <MilestoneDialog
      title="Ask for approval"
      milestone={milestone}
      button="Ask for approval"
      busy={action.isPending}
      error={action.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <Text>
        {whoDecides(milestone.approval.approvers, milestone.approval.rule)} Until then the milestone is locked
        as it is now, and nothing is billed.
      </Text>
      {milestone.criteria.length > 0 && (
        <div>
          <Text fw={600}>What was agreed</Text>
          <List>
            {milestone.criteria.map((criterion) => (
              <List.Item key={criterion}>{criterion}</List.Item>
            ))}
          </List>
        </div>
      )}
      <Textarea
        label="A note to those who decide"
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={2000}
        autosize
        minRows={2}
        data-autofocus
      />
    </MilestoneDialog>
  )
}
