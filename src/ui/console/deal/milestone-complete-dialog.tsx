import { Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { MilestoneDialog, type MilestoneDialogProps } from './milestone-dialog'
import { useMilestoneAction } from './use-milestone-action'
import { WillHappen } from './will-happen'

interface Props extends MilestoneDialogProps {
  /** Whether completing bills by itself, or leaves it to a bookkeeper or to a day of the month. */
  readonly billing: 'now' | 'held' | 'monthly'
}

const later = {
  held: 'No invoice yet: it is prepared in Milepost and waits for a bookkeeper.',
  monthly: 'No invoice yet: it goes onto the monthly summary invoice.',
}

/** Done: what was delivered, and what that sets in motion. */
export function MilestoneCompleteDialog({ dealId, milestone, billing, onClose }: Props) {
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
      {billing === 'now' ? (
        <WillHappen
          milestoneId={milestone.id}
          meanwhile="It is completed, and billing waits until this is mended:"
        />
      ) : (
        <Text>{later[billing]}</Text>
      )}
    </MilestoneDialog>
  )
}
