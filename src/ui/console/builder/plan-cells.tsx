import { TextInput } from '@mantine/core'
import classes from './plan-grid.module.css'
import type { PlanRow } from './plan-row'

interface WordCellProps {
  readonly area: 'name' | 'deliverable'
  readonly label: string
  readonly placeholder: string
  readonly value: string
  readonly error: string | null
  /** Why it can only be read; null where it can be typed. */
  readonly locked: string | null
  readonly maxLength: number
  readonly onChange: (value: string) => void
}

/** A cell of words: typed, or read where the row is locked. */
export function WordCell(props: WordCellProps) {
  const { area, label, placeholder, value, error, locked, maxLength, onChange } = props
  if (locked !== null) {
    return (
      <span className={`${classes[area]} ${classes['said']}`} title={value === '' ? locked : value}>
        {value}
      </span>
    )
  }
  return (
    <TextInput
      className={classes[area] ?? ''}
      size="sm"
      aria-label={label}
      placeholder={placeholder}
      value={value}
      error={error !== null}
      title={error ?? value}
      {...(error === null ? {} : { 'aria-description': error })}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={maxLength}
    />
  )
}

interface ValueCellProps {
  readonly row: PlanRow
  readonly called: string
  readonly currency: string
  readonly digits: number
  readonly error: string | null
  readonly onChange: (set: Pick<PlanRow, 'value'> | Pick<PlanRow, 'value' | 'unit'>) => void
}

/** What the milestone is worth: an amount, or a share of the contract; the button at its end changes which. */
export function ValueCell({ row, called, currency, digits, error, onChange }: ValueCellProps) {
  const shared = row.unit === 'share'
  return (
    <span className={classes['value']}>
      <TextInput
        size="sm"
        aria-label={shared ? `Share of ${called}, in percent` : `Amount of ${called}`}
        placeholder={shared ? '40 or 1/3' : digits === 0 ? '0' : `0.${'0'.repeat(digits)}`}
        inputMode={shared ? 'text' : 'decimal'}
        autoComplete="off"
        value={row.value}
        error={error !== null}
        title={error ?? undefined}
        {...(error === null ? {} : { 'aria-description': error })}
        onChange={(event) => onChange({ value: event.currentTarget.value })}
        rightSectionWidth={48}
        rightSection={
          <button
            type="button"
            className={classes['unit']}
            onClick={() => onChange({ unit: shared ? 'amount' : 'share', value: '' })}
            aria-label={shared ? `${called}: give an amount instead` : `${called}: give a share instead`}
          >
            {shared ? (row.value.includes('/') ? 'part' : '%') : currency}
          </button>
        }
      />
    </span>
  )
}
