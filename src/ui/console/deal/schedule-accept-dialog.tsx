import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { today } from '../../parts/day-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'
import { problemFrom } from '../api/refusal'
import { SignedFiles } from '../documents/signed-files'
import { useUploads } from '../documents/use-uploads'

interface ScheduleAcceptDialogProps {
  readonly dealId: string
  readonly onClose: () => void
}

/** Records that the client accepted the plan: from then on its amounts are frozen. */
export function ScheduleAcceptDialog({ dealId, onClose }: ScheduleAcceptDialogProps) {
  useFocusBack()
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  const [on, setOn] = useState(today())
  const [by, setBy] = useState('')
  const [fileIds, setFileIds] = useState<readonly string[]>([])
  const choose = (id: string, chosen: boolean) =>
    setFileIds((before) => [...before.filter((other) => other !== id), ...(chosen ? [id] : [])])
  const uploads = useUploads({ dealId }, (id) => choose(id, true))
  const sending = uploads.uploads.some((upload) => upload.state !== 'failed')
  const accept = useMutation({
    mutationFn: () => {
      const body = { on, by: by.trim(), fileIds: [...fileIds] }
      return call('POST /deals/{dealId}/schedule/accept', { params: { dealId }, body, key: keyFor(body) })
    },
    onSuccess: () => {
      notifications.show({ color: 'post', title: 'The plan is accepted', message: `By ${by.trim()}` })
      for (const first of ['deal', 'history', 'files'])
        void queries.invalidateQueries({ queryKey: [first, dealId] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (by.trim() !== '' && on !== '' && !sending) accept.mutate(undefined, { onSuccess: onClose })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title="The client accepted the plan"
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text>
            Amounts, deliverables and criteria are frozen from then on. Names, dates and order stay free.
          </Text>
          <TextInput
            label="Accepted by"
            placeholder="Name, role"
            value={by}
            onChange={(event) => setBy(event.currentTarget.value)}
            maxLength={200}
            required
            data-autofocus
          />
          <TextInput
            type="date"
            label="On"
            value={on}
            onChange={(event) => setOn(event.currentTarget.value)}
            max={today()}
            required
          />
          <SignedFiles dealId={dealId} chosen={fileIds} onChoose={choose} uploads={uploads} />
          {accept.error !== null && <ProblemNotice problem={problemFrom(accept.error)} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              loading={accept.isPending}
              disabled={by.trim() === '' || on === '' || sending}
            >
              Record acceptance
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
