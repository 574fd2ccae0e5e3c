import { TextInput } from '@mantine/core'
import { typedDecimal } from './minor-units'
import classes from './money-field.module.css'
import { moneyText } from './money-text'

interface MoneyFieldProps {
  readonly label: string
  readonly currency: string
  readonly digits: number
  /** As typed. */
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error?: string | null
  readonly required?: boolean
  readonly disabled?: boolean
}

/** An amount to type; it says back how it was read. */
export function MoneyField({
  label,
  currency,
  digits,
  value,
  onChange,
  error,
  required = false,
  disabled = false,
}: MoneyFieldProps) {
  const read = typedDecimal(value, digits)
  return (
    <TextInput
      label={label}
      required={required}
      disabled={disabled}
      inputMode="decimal"
      autoComplete="off"
      classNames={{ input: classes['input'] ?? '' }}
      rightSection={<span className={classes['currency']}>{currency}</span>}
      rightSectionWidth={52}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={() => read !== null && onChange(read)}
      description={read === null ? ' ' : moneyText({ amount: read, currency })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      error={error ?? null}
    />
  )
}
