import { useElementSize } from '@mantine/hooks'
import { type Dispatch, useCallback, useMemo } from 'react'
import { amountWidth } from '../../parts/amount-width'
import { fromMinor } from '../../parts/minor-units'
import { moneyText } from '../../parts/money-text'
import { SortableList } from '../../parts/sortable-list'
import { useWindowRows } from '../../parts/use-window-rows'
import type { PlanChange } from './plan-change'
import type { PlanDraft } from './plan-draft'
import classes from './plan-grid.module.css'
import type { PlanErrors } from './plan-input'
import { PlanRowLine } from './plan-row-line'
import type { PlanSums } from './plan-sums'

interface PlanGridProps {
  readonly draft: PlanDraft
  readonly sums: PlanSums
  readonly errors: PlanErrors
  readonly change: Dispatch<PlanChange>
  readonly onDetails: (key: string) => void
}

/** Below this many pixels a row takes three lines. */
const narrow = 820
/** Above this many rows only those near the screen are drawn. */
const many = 60

function widths({ currency, digits }: PlanDraft, sums: PlanSums): string[] {
  const most = [...sums.amounts.values()].reduce<bigint>(
    (top, units) => (units !== null && units > top ? units : top),
    0n,
  )
  return [moneyText({ amount: fromMinor(most, digits), currency })]
}

/** The milestones as an editable grid, with what each comes to. */
export function PlanGrid({ draft, sums, errors, change, onDetails }: PlanGridProps) {
  const { rows } = draft
  const { ref: sizeRef, width } = useElementSize()
  const height = width > 0 && width < narrow ? 140 : 48
  const { box, first, end } = useWindowRows(rows.length, height, many)
  const ids = useMemo(() => rows.map((row) => row.key), [rows])
  const nameOf = useCallback((key: string) => rows.find((row) => row.key === key)?.words.name ?? '', [rows])
  return (
    <div ref={sizeRef} className={classes['frame']} style={amountWidth(widths(draft, sums))}>
      <SortableList ids={ids} nameOf={nameOf} onOrder={(keys) => change({ of: 'order', keys })}>
        <ul
          ref={box}
          className={classes['list']}
          style={{ paddingTop: first * height, paddingBottom: (rows.length - end) * height }}
          data-long={rows.length > many || undefined}
          aria-label="Milestones of the plan"
        >
          {rows.slice(first, end).map((row, offset) => {
            const at = first + offset
            const valueError =
              errors.get(`/milestones/${at}/amount`) ??
              errors.get(`/milestones/${at}/share`) ??
              errors.get(`/milestones/${at}/amount/amount`) ??
              null
            return (
              <PlanRowLine
                key={row.key}
                row={row}
                at={at}
                count={rows.length}
                amount={sums.amounts.get(row.key) ?? null}
                currency={draft.currency}
                digits={draft.digits}
                nameError={errors.get(`/milestones/${at}/name`) ?? null}
                valueError={valueError}
                change={change}
                onDetails={onDetails}
              />
            )
          })}
        </ul>
      </SortableList>
    </div>
  )
}
