import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { useCall } from '../api/call-context'
import { useRandomKey } from '../api/random-key'
import { problemFrom } from '../api/refusal'

interface TemplateSaveDialogProps {
  readonly dealId: string
  readonly dealName: string
  readonly onClose: () => void
}

/** Keeps the plan of a deal, as shares, for the next jobs. */
export function TemplateSaveDialog({ dealId, dealName, onClose }: TemplateSaveDialogProps) {
  useFocusBack()
  const [name, setName] = useState(dealName)
  const call = useCall()
  const queries = useQueryClient()
  const keyFor = useRandomKey()
  const save = useMutation({
    mutationFn: (body: { name: string }) =>
      call('POST /deals/{dealId}/schedule/save-as-template', { params: { dealId }, body, key: keyFor(body) }),
    onSuccess: (saved) => {
      notifications.show({
        color: 'post',
        title: 'Saved as a template',
        message: `“${saved.name}” can be chosen for every new plan.`,
      })
      void queries.invalidateQueries({ queryKey: ['templates'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') save.mutate({ name: name.trim() }, { onSuccess: onClose })
  }
  return (
    <Modal opened onClose={onClose} title="Save as template" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text>
            Milestones, criteria and terms are kept; amounts become shares of the contract, dates become days
            after it. Customers and approvers stay with this deal.
          </Text>
          <TextInput
            label="Name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={name.trim() === '' ? 'Give the template a name' : null}
            data-autofocus
            required
          />
          {save.error !== null && <ProblemNotice problem={problemFrom(save.error)} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
              Save template
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
