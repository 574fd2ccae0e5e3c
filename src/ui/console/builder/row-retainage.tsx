import { SegmentedControl, Stack, Text, TextInput } from '@mantine/core'

interface RowRetainageProps {
  /** Percent as typed; null takes the plan's. */
  readonly heldBack: string | null
  readonly disabled: boolean
  readonly error: string | null
  readonly onChange: (heldBack: string | null) => void
}

/** What is held back of one milestone's invoices, where it is not what the whole plan says. */
export function RowRetainage({ heldBack, disabled, error, onChange }: RowRetainageProps) {
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500} id="row-retainage">
        Retainage
      </Text>
      <SegmentedControl
        aria-labelledby="row-retainage"
        value={heldBack === null ? 'schedule' : 'own'}
        disabled={disabled}
        onChange={(value) => onChange(value === 'own' ? '' : null)}
        data={[
          { value: 'schedule', label: 'As in the whole plan' },
          { value: 'own', label: 'Its own' },
        ]}
        w="fit-content"
      />
      {heldBack !== null && (
        <TextInput
          label="Held back of this milestone"
          description="0 holds nothing back"
          inputMode="decimal"
          placeholder="10"
          rightSection="%"
          value={heldBack}
          onChange={(event) => onChange(event.currentTarget.value)}
          error={error}
          disabled={disabled}
          maw={240}
        />
      )}
    </Stack>
  )
}
