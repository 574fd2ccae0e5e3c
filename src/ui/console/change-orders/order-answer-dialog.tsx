import { MultiSelect, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChangeOrderView } from '../../../http/contract/change-order'
import { today } from '../../parts/day-text'
import { moneyText } from '../../parts/money-text'
import { useCall } from '../api/call-context'
import { OrderDialog } from './order-dialog'
import type { OrderStepProps } from './order-step-dialog'
import { effectText } from './order-sums'
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
  const call = useCall()
  const files = useQuery({
    queryKey: ['files', order.dealId],
    queryFn: ({ signal }) =>
      call('GET /deals/{dealId}/files', { params: { dealId: order.dealId }, query: { limit: 200 }, signal }),
  })
  const [by, setBy] = useState('')
  const [on, setOn] = useState(today())
  const [reason, setReason] = useState('')
  const [fileIds, setFileIds] = useState<string[]>([])
  const step = useOrderStep(order.dealId, order)
  const approve = act === 'approve'
  const choices = (files.data?.items ?? []).map((file) => ({
    value: file.id,
    label: file.version > 1 ? `${file.name}, version ${file.version}` : file.name,
  }))
  return (
    <OrderDialog
      title={approve ? `The client approved ${order.name}` : `The client rejected ${order.name}`}
      button={approve ? `Record the approval: ${effectText(order.netEffect)}` : 'Record the rejection'}
      busy={step.isPending}
      disabled={on === '' || (approve && by.trim() === '' && fileIds.length === 0)}
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
        value={on}
        max={today()}
        onChange={(event) => setOn(event.currentTarget.value)}
        required
        maw={200}
      />
      {choices.length > 0 && (
        <MultiSelect
          label="Signed files"
          description="From the deal’s documents. They can’t be deleted as long as this stands."
          data={choices}
          value={fileIds}
          onChange={setFileIds}
          searchable
          clearable
        />
      )}
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
