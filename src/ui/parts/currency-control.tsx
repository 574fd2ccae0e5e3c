import { SegmentedControl } from '@mantine/core'

interface CurrencyControlProps {
  readonly currencies: readonly string[]
  /** Null shows all of them. */
  readonly value: string | null
  readonly onChange: (currency: string | null) => void
}

/** Which currency a table shows; nothing where there is one alone. */
export function CurrencyControl({ currencies, value, onChange }: CurrencyControlProps) {
  if (currencies.length <= 1) return null
  return (
    <SegmentedControl
      aria-label="Currency"
      value={value ?? 'all'}
      onChange={(chosen) => onChange(chosen === 'all' ? null : chosen)}
      data={[
        { value: 'all', label: 'All currencies' },
        ...currencies.map((currency) => ({ value: currency, label: currency })),
      ]}
    />
  )
}
