import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import type { MilestoneView } from '../../../http/contract/milestone'
import { HeldWhile } from '../../parts/held-while'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import classes from './milestone-dialog.module.css'

/** What every dialog about one milestone is given. */
export interface MilestoneDialogProps {
  readonly dealId: string
  readonly milestone: MilestoneView
  readonly onClose: () => void
}

interface FrameProps {
  readonly title: string
  readonly milestone: MilestoneView
  readonly button: string
  readonly danger?: boolean
  readonly busy: boolean
  readonly disabled?: boolean
  readonly error: unknown
  /** Pointers whose errors the fields show themselves. */
  readonly shownAt?: ReadonlySet<string>
  readonly onClose: () => void
  readonly onConfirm: () => void
  /** Another button beside the main one. */
  readonly second?: ReactNode
  readonly children: ReactNode
}

/** A question about one milestone, with its answer's button; what was refused is shown inside it. */
export function MilestoneDialog(props: FrameProps) {
  useFocusBack()
  const {
    title,
    milestone,
    button,
    danger = false,
    busy,
    disabled = false,
    error,
    onClose,
    onConfirm,
  } = props
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!disabled && !busy) onConfirm()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={title}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text>
            <b>{milestone.name}</b> · <span className="tabular">{moneyText(milestone.amount)}</span>
          </Text>
          <HeldWhile saving={busy} gap="md">
            {props.children}
          </HeldWhile>
          {error !== null && (
            <ProblemNotice
              problem={problemFrom(error)}
              {...(props.shownAt === undefined ? {} : { shownAt: props.shownAt })}
            />
          )}
          <Group justify="flex-end" gap="sm" className={classes['answer'] ?? ''}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            {props.second}
            <Button type="submit" loading={busy} disabled={disabled} {...(danger ? { color: 'red' } : {})}>
              {button}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
