import { Checkbox, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { MilestoneDialog, type MilestoneDialogProps } from './milestone-dialog'
import { useMilestoneAction } from './use-milestone-action'

const words = {
  withdraw: {
    title: 'Withdraw the question',
    button: 'Withdraw',
    what: 'The round ends without an answer, and the milestone can be edited again.',
    label: 'Why (optional)',
  },
  revoke: {
    title: 'Revoke the approval',
    button: 'Revoke approval',
    what: 'The approvers are told by e-mail that the approval was taken back, and asked again; what was said about missing files at the last submission is kept. Where evidence is missing now, the milestone goes back to in progress instead, to be submitted. An invoice that has not been sent yet is cancelled; one that has is not, and revoking is refused.',
    label: 'Why',
  },
  uncomplete: {
    title: 'Take back the completion',
    button: 'Take back completion',
    what: 'The milestone goes back to in progress. Its invoice, which has not been sent yet, is cancelled; once it is sent, taking back is refused.',
    label: 'Why',
  },
  reopen: {
    title: 'Reopen this milestone',
    button: 'Reopen',
    what: 'Completed goes back to in progress. It is refused while an invoice of it exists.',
    label: 'Why',
  },
} as const

interface Props extends MilestoneDialogProps {
  readonly act: 'withdraw' | 'revoke' | 'reopen'
}

/** One step back, with the reason that the history keeps. */
export function MilestoneTakeBackDialog({ dealId, milestone, act, onClose }: Props) {
  const [text, setText] = useState('')
  const [tellClient, setTellClient] = useState(false)
  const action = useMilestoneAction(dealId)
  const asksAgain = act === 'revoke' && milestone.approval.required
  const said = words[act === 'revoke' && !milestone.approval.required ? 'uncomplete' : act]
  const confirm = () => {
    const reason = text.trim()
    const doing =
      act === 'withdraw'
        ? { act, note: text }
        : act === 'revoke'
          ? { act, reason, tellClient: asksAgain && tellClient }
          : { act, reason }
    action.mutate({ milestone, doing }, { onSuccess: onClose })
  }
  return (
    <MilestoneDialog
      title={said.title}
      milestone={milestone}
      button={said.button}
      danger={act !== 'withdraw'}
      busy={action.isPending}
      disabled={act !== 'withdraw' && text.trim() === ''}
      error={action.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <Text>{said.what}</Text>
      <Textarea
        label={said.label}
        withAsterisk={act !== 'withdraw'}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maxLength={2000}
        autosize
        minRows={2}
        data-autofocus
      />
      {asksAgain && (
        <Checkbox
          label="The client reads this reason too"
          description="In the e-mail and on their page. Otherwise it stays in your history."
          checked={tellClient}
          onChange={(event) => setTellClient(event.currentTarget.checked)}
        />
      )}
    </MilestoneDialog>
  )
}
