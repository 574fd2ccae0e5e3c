import { Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { ChangeOrderView } from '../../../http/contract/change-order'
import { OrderDialog } from './order-dialog'
import { OrderSums } from './order-sums'
import { useOrderStep } from './use-change-order'

export interface OrderStepProps {
  readonly order: ChangeOrderView
  readonly onClose: () => void
}

/** The draft is final: what the client will be asked, in the words and sums that count. */
export function OrderSendDialog({ order, onClose }: OrderStepProps) {
  const step = useOrderStep(order.dealId, order)
  return (
    <OrderDialog
      title={`Send ${order.name}`}
      button="It is with the client"
      busy={step.isPending}
      error={step.error}
      onClose={onClose}
      onConfirm={() => step.mutate({ act: 'send' }, { onSuccess: onClose })}
    >
      <OrderSums
        small
        before={order.contractSumBefore}
        effect={order.netEffect}
        after={order.contractSumAfter}
        afterLabel="If approved"
      />
      <Text>
        From now on the lines stay as they are, so that the client answers what you see here. Milepost e-mails
        each approver of the plan, or of its milestones, a link of their own; where nobody is named, copy the
        words into an e-mail of yours. Milestones and billing change only once it is approved.
      </Text>
    </OrderDialog>
  )
}

const words = {
  revise: {
    title: 'Revise',
    button: 'Take it back to revise',
    what: 'It becomes a draft again under the same number. Tell the client that what they have does not count any more.',
    danger: false,
  },
  withdraw: {
    title: 'Withdraw',
    button: 'Withdraw it',
    what: 'It ends without any effect, and its number is not used again.',
    danger: true,
  },
} as const

/** Takes a change order back, to write it anew or for good. */
export function OrderTakeBackDialog({
  order,
  act,
  onClose,
}: OrderStepProps & { readonly act: 'revise' | 'withdraw' }) {
  const [reason, setReason] = useState('')
  const step = useOrderStep(order.dealId, order)
  return (
    <OrderDialog
      title={`${words[act].title} ${order.name}`}
      button={words[act].button}
      danger={words[act].danger}
      busy={step.isPending}
      error={step.error}
      onClose={onClose}
      onConfirm={() => step.mutate({ act, reason: reason.trim() }, { onSuccess: onClose })}
    >
      <Text>{words[act].what}</Text>
      <Textarea
        label="Why (optional)"
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={2000}
        autosize
        minRows={2}
        data-autofocus
      />
    </OrderDialog>
  )
}
