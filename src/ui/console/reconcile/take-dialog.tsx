import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { OpenDifferenceView } from '../../../http/contract/tie-out'
import { Amount } from '../../parts/amount'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import { useTaking } from './use-reconcile'

interface TakeDialogProps {
  readonly dealId: string
  readonly difference: OpenDifferenceView
  readonly onClose: () => void
}

/** "I look into it", with a note that everybody reads. */
export function TakeDialog({ dealId, difference, onClose }: TakeDialogProps) {
  useFocusBack()
  const { owner, what, amount } = difference
  const [note, setNote] = useState(owner?.mine === true ? (owner.note ?? '') : '')
  const taking = useTaking(dealId)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!taking.isPending) taking.mutate({ difference, note }, { onSuccess: onClose })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title="Look into a difference"
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text style={{ overflowWrap: 'anywhere' }}>
            {what}: <Amount of={amount} fw={600} />
          </Text>
          <Text size="sm" c="dimmed">
            {owner === null || owner.mine
              ? 'Everybody sees that you look into it, and since when. It changes no figure.'
              : `${owner.who} looks into it now. From now on it is you, and the history says so.`}
          </Text>
          <Textarea
            label="Note"
            description="What you know or will do, for everybody who sees it"
            placeholder="Asked the client which invoice the cheque was for"
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            maxLength={1000}
            autosize
            minRows={2}
            maxRows={6}
            data-autofocus
          />
          {taking.isError && <ProblemNotice problem={problemFrom(taking.error)} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              Not now
            </Button>
            <Button type="submit" loading={taking.isPending}>
              I look into it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
