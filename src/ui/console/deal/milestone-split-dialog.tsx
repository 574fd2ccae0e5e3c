import { SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { digitsOf } from '../../parts/minor-units'
import { MoneyField } from '../../parts/money-field'
import { moneyText } from '../../parts/money-text'
import { Refusal } from '../api/refusal'
import type { BillingToCome } from './billing-to-come'
import { MilestoneDialog, type MilestoneDialogProps } from './milestone-dialog'
import classes from './milestone-split-dialog.module.css'
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
  const split = useSplit(milestone, onClose)
  const preview = splitPreview(milestone.amount, unit, typed)
  const errors = split.error instanceof Refusal ? (split.error.problem.errors ?? []) : []
  const refused = errors.find((error) => error.pointer.startsWith('/accepted'))?.detail ?? null
  const problem = typed.trim() === '' || preview.ok ? refused : preview.problem
  const judged = milestone.workStatus === 'in_review' || milestone.workStatus === 'completed'
  const bills = judged && billing === 'now'
  const confirm = () => {
    if (preview.ok) split.mutate({ accepted: preview.given, reason: reason.trim() })
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
      <Stack gap="xs">
        <SegmentedControl
          aria-label="How the accepted part is given"
          data={[
            { value: 'share', label: 'Share' },
            { value: 'amount', label: 'Amount' },
          ]}
          value={unit}
          onChange={(value) => {
            setUnit(value === 'amount' ? 'amount' : 'share')
            setTyped('')
          }}
          className={classes['unit'] ?? ''}
        />
        {unit === 'amount' ? (
          <MoneyField
            label="What is accepted"
            currency={milestone.amount.currency}
            digits={digitsOf(milestone.amount.currency)}
            value={typed}
            onChange={setTyped}
            error={problem}
            required
          />
        ) : (
          <TextInput
            label="What is accepted"
            description={problem === null ? 'A percentage, or a fraction such as 2/3' : null}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            rightSection={typed.includes('/') ? null : '%'}
            inputMode="decimal"
            autoComplete="off"
            error={problem}
            required
            data-autofocus
          />
        )}
      </Stack>
      <dl className={classes['parts']} aria-live="polite">
        <div>
          <dt>Accepted</dt>
          <dd className="tabular">{preview.ok ? moneyText(preview.accepted) : '–'}</dd>
        </div>
        <div>
          <dt>Remaining</dt>
          <dd className="tabular">{preview.ok ? moneyText(preview.remaining) : '–'}</dd>
        </div>
      </dl>
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
