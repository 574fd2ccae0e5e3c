import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import { useChangeAddress } from './use-round-mails'

interface AddressDialogProps {
  readonly roundId: string
  readonly approver: { readonly id: string; readonly name: string; readonly email: string }
  readonly onClose: () => void
}

/** Where somebody is asked instead; what that does is said before it is done. */
export function AddressDialog({ roundId, approver, onClose }: AddressDialogProps) {
  useFocusBack()
  const change = useChangeAddress(roundId)
  const [email, setEmail] = useState('')
  const { id: approverId, name } = approver
  const problem = change.error === null ? null : problemFrom(change.error)
  const wrong = problem?.errors?.find(({ pointer }) => pointer === '/email')?.detail
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (email.trim() !== '') change.mutate({ approverId, email: email.trim(), name }, { onSuccess: onClose })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Change the address of ${name}`}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text style={{ overflowWrap: 'anywhere' }}>
            Every link that was sent to {approver.email} stops opening this deal at once. Whatever of this
            deal waits for {name}, other work and change orders too, is asked at the new address: each by an
            e-mail with a new link, and their time to answer begins anew when it arrives. What was answered
            stays, and the plan asks them at the new address from now on.
          </Text>
          <TextInput
            type="email"
            label="New address"
            autoComplete="off"
            value={email}
            onChange={(event) => {
              setEmail(event.currentTarget.value)
              if (change.isError) change.reset()
            }}
            error={wrong}
            maxLength={254}
            required
            data-autofocus
          />
          {problem !== null && wrong === undefined && <ProblemNotice problem={problem} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={change.isPending} disabled={email.trim() === ''}>
              Change it and send
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
