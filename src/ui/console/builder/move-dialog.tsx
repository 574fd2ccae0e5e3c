import { Button, Group, Modal, NumberInput, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useFocusBack } from '../../parts/use-focus-back'

interface MoveDialogProps {
  readonly name: string
  /** Counted from 1. */
  readonly position: number
  readonly count: number
  readonly onMove: (position: number) => void
  readonly onClose: () => void
}

/** Another position by its number: in a long plan dragging would take minutes. */
export function MoveDialog({ name, position, count, onMove, onClose }: MoveDialogProps) {
  useFocusBack()
  const [wanted, setWanted] = useState<number | string>(position)
  const good = typeof wanted === 'number' && wanted >= 1 && wanted <= count
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (good) onMove(wanted)
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Move ${name || `row ${position}`}`}
      size="sm"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <NumberInput
            label="To position"
            description={`1 to ${count}`}
            min={1}
            max={count}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="none"
            value={wanted}
            onChange={setWanted}
            error={good ? null : `A position from 1 to ${count}`}
            data-autofocus
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!good}>
              Move
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
