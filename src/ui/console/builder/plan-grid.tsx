import { useElementSize } from '@mantine/hooks'
import { type Dispatch, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { amountWidth } from '../../parts/amount-width'
import { useAnnounce } from '../../parts/announcer'
import { fromMinor } from '../../parts/minor-units'
import { moneyText } from '../../parts/money-text'
import { moved, SortableList } from '../../parts/sortable-list'
import { useWindowRows } from '../../parts/use-window-rows'
import { MoveDialog } from './move-dialog'
import type { PlanChange } from './plan-change'
import type { PlanDraft } from './plan-draft'
import type { PlanErrors } from './plan-errors'
import classes from './plan-grid.module.css'
import { PlanRowLine } from './plan-row-line'
import type { PlanSums } from './plan-sums'

interface PlanGridProps {
  readonly draft: PlanDraft
  readonly sums: PlanSums
  readonly errors: PlanErrors
  /** Sentences by row key. */
  readonly advice: ReadonlyMap<string, readonly string[]>
  /** The place of a row to bring into sight. */
  readonly sought: number | null
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

/** The rows' keys in order: the same list for as long as they are the same, so that typing moves no row. */
function useKeys(draft: PlanDraft): readonly string[] {
  const held = useRef<readonly string[]>([])
  const { rows } = draft
  if (rows.length !== held.current.length || rows.some(({ key }, at) => key !== held.current[at])) {
    held.current = rows.map(({ key }) => key)
  }
  return held.current
}

interface RowErrors {
  readonly name: string | null
  readonly value: string | null
  readonly details: boolean
}

const inGrid = /^\/(name|amount|share)(\/|$)/

/** What is wrong in each row, by its place: few rows have anything. */
function errorsByRow(errors: PlanErrors): ReadonlyMap<number, RowErrors> {
  const found = new Map<number, RowErrors>()
  for (const [pointer, detail] of errors) {
    const [, row, field] = /^\/milestones\/(\d+)(\/.*)$/.exec(pointer) ?? []
    if (row === undefined || field === undefined) continue
    const held = found.get(Number(row)) ?? { name: null, value: null, details: false }
    const which = inGrid.exec(field)?.[1]
    if (which === undefined) found.set(Number(row), { ...held, details: true })
    else if (which === 'name') found.set(Number(row), { ...held, name: detail })
    else found.set(Number(row), { ...held, value: detail })
  }
  return found
}

/** The milestones as an editable grid, with what each comes to. */
export function PlanGrid({ draft, sums, errors, advice, sought, change, onDetails }: PlanGridProps) {
  const { rows } = draft
  const announce = useAnnounce()
  const [moving, setMoving] = useState<string | null>(null)
  const [held, setHeld] = useState<string | null>(null)
  const { ref: sizeRef, width } = useElementSize()
  const height = width > 0 && width < narrow ? 140 : 48
  const keys = useKeys(draft)
  const { box, first, end } = useWindowRows(
    rows.length,
    height,
    many,
    held === null ? null : keys.indexOf(held),
  )
  const names = useRef(rows)
  names.current = rows
  const nameOf = useCallback((key: string) => {
    const row = names.current.find((other) => other.key === key)
    return row?.words.name ?? ''
  }, [])
  const order = useCallback((next: readonly string[]) => change({ of: 'order', keys: next }), [change])
  const wrong = useMemo(() => errorsByRow(errors), [errors])
  useEffect(() => {
    const top = box.current?.getBoundingClientRect().top
    if (sought === null || top === undefined) return
    window.scrollTo({ top: window.scrollY + top + sought * height - window.innerHeight / 3 })
  }, [sought, height, box])
  const movingAt = moving === null ? -1 : keys.indexOf(moving)
  return (
    <div ref={sizeRef} className={classes['frame']} style={amountWidth(widths(draft, sums))}>
      <SortableList ids={keys} nameOf={nameOf} onOrder={order} onHold={setHeld}>
        <ul
          ref={box}
          className={classes['list']}
          style={{ paddingTop: first * height, paddingBottom: (rows.length - end) * height }}
          data-long={rows.length > many || undefined}
          aria-label="Milestones of the plan"
        >
          {rows.slice(first, end).map((row, offset) => {
            const at = first + offset
            return (
              <PlanRowLine
                key={row.key}
                row={row}
                at={at}
                count={rows.length}
                amount={sums.amounts.get(row.key) ?? null}
                currency={draft.currency}
                digits={draft.digits}
                formal={draft.formal}
                nameError={wrong.get(at)?.name ?? null}
                valueError={wrong.get(at)?.value ?? null}
                detailsError={wrong.get(at)?.details ?? false}
                advice={advice.get(row.key)?.join(' ') ?? null}
                change={change}
                onDetails={onDetails}
                onMove={setMoving}
              />
            )
          })}
        </ul>
      </SortableList>
      {moving !== null && movingAt >= 0 && (
        <MoveDialog
          name={nameOf(moving)}
          position={movingAt + 1}
          count={rows.length}
          onMove={(position) => {
            order(moved(keys, movingAt, position - 1))
            announce(`${nameOf(moving)} is now position ${position} of ${rows.length}.`)
            setMoving(null)
          }}
          onClose={() => setMoving(null)}
        />
      )}
    </div>
  )
}
