import { Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ChangeOrderView } from '../../../http/contract/change-order'
import { moneyText } from '../../parts/money-text'
import { SignedFiles } from '../documents/signed-files'
import { useUploads } from '../documents/use-uploads'
import { effectText } from './effect-text'
import { OrderDialog } from './order-dialog'
import type { OrderStepProps } from './order-step-dialog'
import { useOrderStep } from './use-change-order'

/** "Adds 1 milestone, changes 2 · the contract sum becomes $262,500.00 (+$12,500.00)". */
export function effectSentence(order: ChangeOrderView): string {
  const count = (op: 'add' | 'change' | 'remove', verb: string) => {
    const lines = order.lines.filter((line) => line.op === op).length
    return lines === 0 ? null : `${verb} ${lines} ${lines === 1 ? 'milestone' : 'milestones'}`
  }
  const does = [count('add', 'adds'), count('change', 'changes'), count('remove', 'removes')]
    .filter((part) => part !== null)
    .join(', ')
  const sum = `the contract sum becomes ${moneyText(order.contractSumAfter)} (${effectText(order.netEffect)})`
  return `${does.charAt(0).toUpperCase()}${does.slice(1)}; ${sum}. No other amount moves, and nothing is billed by it.`
}

/** Records what the client answered: by whom, on which day, on which signed paper. */
export function OrderAnswerDialog({
  order,
  act,
  onClose,
}: OrderStepProps & { readonly act: 'approve' | 'reject' }) {
  const [by, setBy] = useState('')
  const [on, setOn] = useState('')
  const [reason, setReason] = useState('')
  const [fileIds, setFileIds] = useState<readonly string[]>([])
  const choose = (id: string, chosen: boolean) =>
    setFileIds((before) => [...before.filter((other) => other !== id), ...(chosen ? [id] : [])])
  const uploads = useUploads({ dealId: order.dealId }, (id) => choose(id, true))
  const sending = uploads.uploads.some((upload) => upload.state !== 'failed')
  const step = useOrderStep(order.dealId, order)
  const approve = act === 'approve'
  const nobody = by.trim() === '' && fileIds.length === 0
  return (
    <OrderDialog
      title={approve ? `The client approved ${order.name}` : `The client rejected ${order.name}`}
      button={approve ? `Record the approval: ${effectText(order.netEffect)}` : 'Record the rejection'}
      busy={step.isPending}
      disabled={sending || (approve && nobody)}
      error={step.error}
      onClose={onClose}
      onConfirm={() =>
        step.mutate({ act, by: by.trim(), on, reason: reason.trim(), fileIds }, { onSuccess: onClose })
      }
    >
      <Text>{approve ? effectSentence(order) : 'The schedule stays as it is.'}</Text>
      <TextInput
        label={approve ? 'Approved by' : 'Rejected by'}
        description="Whoever signed or wrote for the client."
        value={by}
        onChange={(event) => setBy(event.currentTarget.value)}
        maxLength={200}
        required={approve && fileIds.length === 0}
        data-autofocus
      />
      <TextInput
        type="date"
        label="On"
        description="Left empty: today, where you work."
        value={on}
        onChange={(event) => setOn(event.currentTarget.value)}
        maw={240}
      />
      <SignedFiles
        dealId={order.dealId}
        chosen={fileIds}
        onChoose={choose}
        uploads={uploads}
        keptWith="the change order"
      />
      <Textarea
        label={approve ? 'In which words (optional)' : 'Why (optional)'}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={2000}
        autosize
        minRows={2}
      />
    </OrderDialog>
  )
}
