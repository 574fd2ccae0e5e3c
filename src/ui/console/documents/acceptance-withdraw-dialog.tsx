import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'
import { problemFrom } from '../api/refusal'
import { useDocumentsChanged } from './use-files'

interface AcceptanceWithdrawDialogProps {
  readonly dealId: string
  readonly by: string
  readonly onClose: () => void
}

/** Takes an acceptance back that was recorded by mistake; the history keeps both. */
export function AcceptanceWithdrawDialog({ dealId, by, onClose }: AcceptanceWithdrawDialogProps) {
  useFocusBack()
  const call = useCall()
  const keyFor = useRandomKey()
  const changed = useDocumentsChanged(dealId)
  const [reason, setReason] = useState('')
  const withdraw = useMutation({
    mutationFn: () => {
      const body = { reason: reason.trim() }
      const options = { params: { dealId }, body, key: keyFor(body) }
      return call('POST /deals/{dealId}/schedule/withdraw-acceptance', options)
    },
    onSuccess: () => {
      notifications.show({
        color: 'post',
        title: 'The acceptance is taken back',
        message: 'The plan can be edited again.',
      })
      void changed()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() !== '') withdraw.mutate(undefined, { onSuccess: onClose })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Take back the acceptance by ${by}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text>
            The plan can be edited again, as before. The history keeps that it was accepted, and why it was
            taken back. It is refused once work is billed or a change order was approved.
          </Text>
          <Textarea
            label="Why"
            withAsterisk
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={2000}
            autosize
            minRows={2}
            data-autofocus
          />
          {withdraw.error !== null && <ProblemNotice problem={problemFrom(withdraw.error)} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="red" loading={withdraw.isPending} disabled={reason.trim() === ''}>
              Take it back
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
