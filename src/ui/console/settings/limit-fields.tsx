import { Paper, Stack, Switch, TextInput, Title } from '@mantine/core'

export interface LimitsSet {
  /** How far billing may go over a contract, in percent, as typed. */
  readonly tolerance: string
  readonly inBatches: boolean
}

interface LimitFieldsProps {
  readonly value: LimitsSet
  readonly onChange: (value: LimitsSet) => void
  readonly disabled: boolean
  /** The tolerance is the owner's alone. */
  readonly isOwner: boolean
  readonly errorAt: (pointer: string) => string | null
}

/** How far billing may go over a contract, and how many invoices go to QuickBooks at once. */
export function LimitFields({ value, onChange, disabled, isOwner, errorAt }: LimitFieldsProps) {
  return (
    <Paper withBorder p="md">
      <Stack gap="md">
        <Title order={2}>Limits</Title>
        <TextInput
          label="Tolerance above the contract"
          description={
            isOwner
              ? 'How far billing may go over a contract, in percent. 0 stops at the cent.'
              : 'How far billing may go over a contract, in percent. Only the owner changes it.'
          }
          inputMode="decimal"
          rightSection="%"
          value={value.tolerance}
          onChange={(event) => onChange({ ...value, tolerance: event.currentTarget.value })}
          error={errorAt('/tolerancePercent')}
          disabled={disabled || !isOwner}
          maw={360}
        />
        <Switch
          label="Send waiting invoices to QuickBooks in batches"
          description="Up to thirty in one request: many at once are through sooner. Intuit counts each such request as a metered one; single invoices are free."
          checked={value.inBatches}
          onChange={(event) => onChange({ ...value, inBatches: event.currentTarget.checked })}
          disabled={disabled}
        />
      </Stack>
    </Paper>
  )
}
