import { useSortable } from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core'
import { IconBulb, IconGripVertical, IconLock, IconX } from '@tabler/icons-react'
import { type Dispatch, memo } from 'react'
import { fromMinor } from '../../parts/minor-units'
import { Day } from '../../parts/moment'
import { moneyText, shareText } from '../../parts/money-text'
import { linesOf } from '../milestone-form/milestone-words'
import { ValueCell, WordCell } from './plan-cells'
import type { PlanChange } from './plan-change'
import classes from './plan-grid.module.css'
import { lockOf } from './plan-lock'
import type { PlanRow } from './plan-row'

interface PlanRowLineProps {
  readonly row: PlanRow
  readonly at: number
  readonly count: number
  readonly amount: bigint | null
  readonly currency: string
  readonly digits: number
  readonly formal: boolean
  readonly nameError: string | null
  readonly valueError: string | null
  /** Something behind its details is wrong. */
  readonly detailsError: boolean
  readonly advice: string | null
  readonly change: Dispatch<PlanChange>
  readonly onDetails: (key: string) => void
  readonly onMove: (key: string) => void
}

/** Why something can't be done, for mouse and keyboard alike. */
function Locked({ why }: { readonly why: string }) {
  return (
    <Tooltip label={why} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the reason must be reachable without a mouse */}
      <span className={classes['lock']} role="img" aria-label={`Locked: ${why}`} tabIndex={0}>
        <IconLock size={16} aria-hidden />
      </span>
    </Tooltip>
  )
}

/** Details in a word: how much of the agreement is written down. */
function detailsWord(row: PlanRow): string {
  const criteria = linesOf(row.words.criteria).length
  if (criteria === 0) return 'Criteria…'
  return criteria === 1 ? '1 criterion' : `${criteria} criteria`
}

/** One milestone of the plan, edited in place. */
export const PlanRowLine = memo(function PlanRowLine(props: PlanRowLineProps) {
  const { row, at, count, amount, currency, digits, formal, advice, change, onDetails, onMove } = props
  const sortable = useSortable({ id: row.key })
  const lock = lockOf(row, formal)
  const called = row.words.name || `row ${at + 1}`
  const set = (values: Partial<PlanRow>) => change({ of: 'row', key: row.key, set: values })
  const say = (words: Partial<PlanRow['words']>) => set({ words: { ...row.words, ...words } })
  return (
    <li
      ref={sortable.setNodeRef}
      className={classes['row']}
      style={{ transform: CSS.Translate.toString(sortable.transform), transition: sortable.transition }}
      data-dragging={sortable.isDragging || undefined}
      data-locked={lock.all !== null || undefined}
      aria-setsize={count}
      aria-posinset={at + 1}
    >
      <button
        type="button"
        className={classes['handle']}
        ref={sortable.setActivatorNodeRef}
        {...sortable.attributes}
        {...sortable.listeners}
        aria-label={`Move ${called}, position ${at + 1} of ${count}`}
      >
        <IconGripVertical size={16} aria-hidden />
      </button>
      <button
        type="button"
        className={`${classes['position']} tabular`}
        onClick={() => onMove(row.key)}
        aria-label={`Position ${at + 1}: move ${called} to another`}
      >
        {at + 1}
      </button>
      <WordCell
        area="name"
        label={`Name of milestone ${at + 1}`}
        placeholder="Name"
        value={row.words.name}
        error={props.nameError}
        locked={lock.all}
        maxLength={200}
        onChange={(name) => say({ name })}
      />
      <WordCell
        area="deliverable"
        label={`Deliverable of ${called}`}
        placeholder="Deliverable"
        value={row.words.deliverable}
        error={null}
        locked={lock.scope}
        maxLength={500}
        onChange={(deliverable) => say({ deliverable })}
      />
      {lock.scope === null ? (
        <ValueCell
          row={row}
          called={called}
          currency={currency}
          digits={digits}
          error={props.valueError}
          onChange={set}
        />
      ) : (
        <span className={`${classes['share']} tabular`}>
          {row.saved?.share && shareText(row.saved.share)}
        </span>
      )}
      <span className={`${classes['amount']} tabular`}>
        {amount === null ? '–' : moneyText({ amount: fromMinor(amount, digits), currency })}
      </span>
      {lock.all === null ? (
        <TextInput
          className={classes['planned'] ?? ''}
          size="sm"
          type="date"
          aria-label={`Planned day of ${called}`}
          value={row.words.plannedOn}
          onChange={(event) => say({ plannedOn: event.currentTarget.value })}
        />
      ) : (
        <span className={classes['planned']}>
          {row.words.plannedOn !== '' && <Day at={row.words.plannedOn} />}
        </span>
      )}
      <Button
        className={classes['details'] ?? ''}
        size="compact-sm"
        variant="subtle"
        {...(props.detailsError ? { color: 'red' } : {})}
        leftSection={advice === null ? null : <IconBulb size={16} aria-hidden />}
        title={advice ?? undefined}
        onClick={() => onDetails(row.key)}
        aria-label={`${detailsWord(row)}: details of ${called}${advice === null ? '' : `. Advice: ${advice}`}`}
      >
        {detailsWord(row)}
      </Button>
      <span className={classes['end']}>
        {lock.removal === null ? (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            onClick={() => change({ of: 'remove', key: row.key })}
            aria-label={`Remove ${called}`}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        ) : (
          <Locked why={lock.all ?? lock.scope ?? lock.removal} />
        )}
      </span>
    </li>
  )
})
