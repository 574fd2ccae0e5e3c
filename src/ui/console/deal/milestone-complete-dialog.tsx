import { Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { MilestoneDialog, type MilestoneDialogProps } from './milestone-dialog'
import { useMilestoneAction } from './use-milestone-action'
import { WillHappen } from './will-happen'

interface Props extends MilestoneDialogProps {
  /** Why completing it creates no invoice yet; null where it does. */
  readonly notYet: string | null
}

/** Done: what was delivered, and what that sets in motion. */
export function MilestoneCompleteDialog({ dealId, milestone, notYet, onClose }: Props) {
  const [note, setNote] = useState('')
  const action = useMilestoneAction(dealId)
  const confirm = () => action.mutate({ milestone, doing: { act: 'complete', note } }, { onSuccess: onClose })
  return (
    <MilestoneDialog
      title="Complete this milestone"
      milestone={milestone}
      button="Complete"
      busy={action.isPending}
      error={action.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <Textarea
        label="What was delivered"
        description={milestone.deliverable ?? 'It stands on the invoice, and in the history.'}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={2000}
        autosize
        minRows={2}
        data-autofocus
      />
      {notYet === null ? (
        <WillHappen
          milestoneId={milestone.id}
          meanwhile="It is completed, and billing waits until this is mended:"
        />
      ) : (
        <Text>{notYet}</Text>
      )}
    </MilestoneDialog>
  )
}
