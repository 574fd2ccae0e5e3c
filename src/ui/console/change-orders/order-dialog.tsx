import { Button, Group, Modal, Stack } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { HeldWhile } from '../../parts/held-while'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'

interface OrderDialogProps {
  readonly title: string
  readonly button: string
  readonly danger?: boolean
  readonly busy: boolean
  readonly disabled?: boolean
  readonly error: unknown
  readonly onClose: () => void
  readonly onConfirm: () => void
  readonly children: ReactNode
}

/** A question about one change order, with its answer's button; what was refused is shown inside it. */
export function OrderDialog(props: OrderDialogProps) {
  useFocusBack()
  const { title, button, danger = false, busy, disabled = false, error, onClose, onConfirm } = props
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!disabled && !busy) onConfirm()
  }
  return (
    <Modal opened onClose={onClose} size="lg" title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <HeldWhile saving={busy} gap="md">
            {props.children}
          </HeldWhile>
          {error !== null && <ProblemNotice problem={problemFrom(error)} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={disabled} {...(danger ? { color: 'red' } : {})}>
              {button}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
