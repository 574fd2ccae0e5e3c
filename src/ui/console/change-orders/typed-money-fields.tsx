import { Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { fromMinor } from '../../parts/minor-units'
import { MoneyField } from '../../parts/money-field'
import { moneyText } from '../../parts/money-text'
import { type OrderDraft, type TypedMoney, typedMinor } from './order-draft'

interface TypedMoneyFieldsProps {
  readonly money: TypedMoney
  readonly draft: Pick<OrderDraft, 'currency' | 'digits'>
  /** Named for those who hear it: which milestone. */
  readonly of: string
  readonly errorAt: (field: string) => string | null
  readonly onChange: (change: Partial<TypedMoney>) => void
}

/** What a milestone costs: an amount, or how many times what. */
export function TypedMoneyFields({ money, draft, of, errorAt, onChange }: TypedMoneyFieldsProps) {
  const minor = typedMinor(money, draft)
  return (
    <Stack gap={4}>
      <SegmentedControl
        size="xs"
        w="fit-content"
        aria-label={`How the amount of ${of} is said`}
        value={money.by}
        onChange={(by) => onChange({ by: by === 'quantity' ? 'quantity' : 'amount' })}
        data={[
          { value: 'amount', label: 'Amount' },
          { value: 'quantity', label: 'Quantity × price' },
        ]}
      />
      {money.by === 'amount' ? (
        <MoneyField
          label="Amount"
          currency={draft.currency}
          digits={draft.digits}
          value={money.amount}
          error={errorAt('amount')}
          required
          onChange={(amount) => onChange({ amount })}
        />
      ) : (
        <Group gap="sm" align="flex-start" wrap="nowrap">
          <TextInput
            label="Quantity"
            inputMode="decimal"
            autoComplete="off"
            required
            w={96}
            value={money.quantity}
            error={errorAt('quantity')}
            onChange={(event) => onChange({ quantity: event.currentTarget.value })}
          />
          <TextInput
            label="Price of one"
            inputMode="decimal"
            autoComplete="off"
            required
            rightSection={<Text c="dimmed">{draft.currency}</Text>}
            rightSectionWidth={52}
            value={money.unitPrice}
            error={errorAt('unitPrice')}
            description={
              minor === null
                ? ' '
                : `= ${moneyText({ amount: fromMinor(minor, draft.digits), currency: draft.currency })}`
            }
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            onChange={(event) => onChange({ unitPrice: event.currentTarget.value })}
          />
        </Group>
      )}
    </Stack>
  )
}
