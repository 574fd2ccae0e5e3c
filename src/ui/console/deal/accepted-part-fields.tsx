import { SegmentedControl, Stack, TextInput } from '@mantine/core'
import type { MoneyView } from '../../../http/contract/money'
import { digitsOf } from '../../parts/minor-units'
import { MoneyField } from '../../parts/money-field'
import { moneyText } from '../../parts/money-text'
import classes from './milestone-split-dialog.module.css'
import type { SplitPreview, SplitUnit } from './split-preview'

interface Props {
  readonly whole: MoneyView
  readonly unit: SplitUnit
  readonly typed: string
  readonly preview: SplitPreview
  readonly problem: string | null
  readonly onUnit: (unit: SplitUnit) => void
  readonly onTyped: (typed: string) => void
}

/** How much of a milestone is accepted, as a share or an amount; both parts are shown while it is typed. */
export function AcceptedPartFields({ whole, unit, typed, preview, problem, onUnit, onTyped }: Props) {
  return (
    <>
      <Stack gap="xs">
        <SegmentedControl
          aria-label="How the accepted part is given"
          data={[
            { value: 'share', label: 'Share' },
            { value: 'amount', label: 'Amount' },
          ]}
          value={unit}
          onChange={(value) => onUnit(value === 'amount' ? 'amount' : 'share')}
          className={classes['unit'] ?? ''}
        />
        {unit === 'amount' ? (
          <MoneyField
            label="What is accepted"
            currency={whole.currency}
            digits={digitsOf(whole.currency)}
            value={typed}
            onChange={onTyped}
            error={problem}
            required
          />
        ) : (
          <TextInput
            label="What is accepted"
            description={problem === null ? 'A percentage, or a fraction such as 2/3' : null}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={typed}
            onChange={(event) => onTyped(event.currentTarget.value)}
            rightSection={typed.includes('/') ? null : '%'}
            inputMode="decimal"
            autoComplete="off"
            error={problem}
            required
            data-autofocus
          />
        )}
      </Stack>
      <dl className={classes['parts']} aria-live="polite">
        <div>
          <dt>Accepted</dt>
          <dd className="tabular">{preview.ok ? moneyText(preview.accepted) : '–'}</dd>
        </div>
        <div>
          <dt>Remaining</dt>
          <dd className="tabular">{preview.ok ? moneyText(preview.remaining) : '–'}</dd>
        </div>
      </dl>
    </>
  )
}
