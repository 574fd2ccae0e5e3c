import { Radio, Stack } from '@mantine/core'

export type Delivery = 'send' | 'post' | 'prepare'

/** The delivery policy in words: what QuickBooks will hold, and who gets a mail. */
const deliveries: ReadonlyArray<{
  readonly value: Delivery
  readonly label: string
  readonly description: string
}> = [
  {
    value: 'post',
    label: 'Create the invoice in QuickBooks, don’t e-mail it',
    description:
      'It counts as receivable and income at once; QuickBooks has no drafts. A bookkeeper sends it.',
  },
  {
    value: 'send',
    label: 'Create the invoice in QuickBooks and e-mail it',
    description: 'The client has it within minutes. Needs an e-mail address at the customer.',
  },
  {
    value: 'prepare',
    label: 'Hold it here until a bookkeeper presses Generate invoice',
    description: 'Nothing reaches QuickBooks before.',
  },
]

/** The same, short. */
export const deliveryWords: Record<Delivery, string> = {
  post: 'posted in QuickBooks, not e-mailed',
  send: 'posted in QuickBooks and e-mailed',
  prepare: 'held for a bookkeeper',
}

interface DeliveryChoiceProps {
  readonly value: Delivery
  readonly onChange: (value: Delivery) => void
  readonly disabled?: boolean
}

/** What happens when a milestone is done. */
export function DeliveryChoice({ value, onChange, disabled = false }: DeliveryChoiceProps) {
  return (
    <Radio.Group
      label="When a milestone is done"
      value={value}
      onChange={(next) => {
        const chosen = deliveries.find((delivery) => delivery.value === next)
        if (chosen !== undefined) onChange(chosen.value)
      }}
    >
      <Stack gap="sm" mt="xs">
        {deliveries.map((delivery) => (
          <Radio
            key={delivery.value}
            value={delivery.value}
            label={delivery.label}
            description={delivery.description}
            disabled={disabled}
          />
        ))}
      </Stack>
    </Radio.Group>
  )
}
