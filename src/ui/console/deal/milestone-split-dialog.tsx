import { Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { moneyText } from '../../parts/money-text'
import { Refusal } from '../api/refusal'
import { AcceptedPartFields } from './accepted-part-fields'
import type { BillingToCome } from './billing-to-come'
import { MilestoneDialog, type MilestoneDialogProps } from './milestone-dialog'
import { SplitInvoice } from './split-invoice'
import { type SplitUnit, splitOutcome, splitPreview } from './split-preview'
import { useSplit } from './use-split'

interface Props extends MilestoneDialogProps {
  readonly billing: BillingToCome
}

/** Accepts a part of a milestone; both amounts are shown while it is typed. */
export function MilestoneSplitDialog({ milestone, billing, onClose }: Props) {
  const [unit, setUnit] = useState<SplitUnit>('share')
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')
  const split = useSplit(milestone)
  const preview = splitPreview(milestone.amount, unit, typed)
  const errors = split.error instanceof Refusal ? (split.error.problem.errors ?? []) : []
  const refused = errors.find((error) => error.pointer.startsWith('/accepted'))?.detail ?? null
  const problem = typed.trim() === '' || preview.ok ? refused : preview.problem
  const judged = milestone.workStatus === 'in_review' || milestone.workStatus === 'completed'
  const bills = judged && billing === 'now'
  const confirm = () => {
    if (preview.ok) split.mutate({ accepted: preview.given, reason: reason.trim() }, { onSuccess: onClose })
  }
  return (
    <MilestoneDialog
      title="Accept a part"
      milestone={milestone}
      button={preview.ok ? `Accept ${moneyText(preview.accepted)}` : 'Accept a part'}
      busy={split.isPending}
      disabled={!preview.ok || reason.trim() === ''}
      error={split.error}
      shownAt={
        new Set(errors.filter((error) => error.pointer.startsWith('/accepted')).map((error) => error.pointer))
      }
      onClose={onClose}
      onConfirm={confirm}
    >
      <AcceptedPartFields
        whole={milestone.amount}
        unit={unit}
        typed={typed}
        preview={preview}
        problem={problem}
        onUnit={(other) => {
          setUnit(other)
          setTyped('')
        }}
        onTyped={setTyped}
      />
      <Text>{splitOutcome(milestone.workStatus, billing)}</Text>
      {bills && <SplitInvoice milestone={milestone} accepted={preview.ok ? preview.accepted : null} />}
      <Textarea
        label="Why the rest is not accepted"
        withAsterisk
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={2000}
        autosize
        minRows={2}
      />
    </MilestoneDialog>
  )
}
