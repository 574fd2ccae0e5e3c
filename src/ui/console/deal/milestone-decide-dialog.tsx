import { Button, List, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { MilestoneDialog, type MilestoneDialogProps } from './milestone-dialog'
import { useMilestoneAction } from './use-milestone-action'
import { WillHappen } from './will-happen'

interface Props extends MilestoneDialogProps {
  /** Why approving it creates no invoice yet; null where it does. */
  readonly notYet: string | null
}

/** Approve, or ask for changes with the reason. */
export function MilestoneDecideDialog({ dealId, milestone, notYet, onClose }: Props) {
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const action = useMilestoneAction(dealId)
  const approve = () => action.mutate({ milestone, doing: { act: 'approve' } }, { onSuccess: onClose })
  const revise = () => {
    if (reason.trim() === '') return setMissing(true)
    action.mutate({ milestone, doing: { act: 'revise', reason: reason.trim() } }, { onSuccess: onClose })
  }
  const note = milestone.round?.note
  return (
    <MilestoneDialog
      title={`Decide: round ${milestone.round?.number ?? 1}`}
      milestone={milestone}
      button="Approve"
      busy={action.isPending}
      error={action.error}
      onClose={onClose}
      onConfirm={approve}
      second={
        <Button variant="default" onClick={revise} disabled={action.isPending}>
          Ask for changes
        </Button>
      }
    >
      {milestone.deliverable !== null && <Text>{milestone.deliverable}</Text>}
      {milestone.criteria.length > 0 && (
        <List>
          {milestone.criteria.map((criterion) => (
            <List.Item key={criterion}>{criterion}</List.Item>
          ))}
        </List>
      )}
      {note && <Text c="dimmed">“{note}”</Text>}
      {notYet === null ? (
        <WillHappen milestoneId={milestone.id} meanwhile="Approved, it would wait for this to be mended:" />
      ) : (
        <Text>{notYet}</Text>
      )}
      <Textarea
        label="What must change"
        description="Needed only when you ask for changes."
        value={reason}
        error={missing && reason.trim() === '' ? 'Say what must change' : null}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={2000}
        autosize
        minRows={2}
      />
    </MilestoneDialog>
  )
}
