import { useSortable } from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { Button, Tooltip } from '@mantine/core'
import { IconChevronRight, IconGripVertical, IconLock } from '@tabler/icons-react'
import { memo } from 'react'
import type { MilestoneView } from '../../../http/contract/milestone'
import { Amount } from '../../parts/amount'
import { shareText } from '../../parts/money-text'
import { StatusPill } from '../../parts/status-pill'
import { waitsForItsDay } from './billing-to-come'
import { type Action, actionWordsFor, nextAction } from './milestone-actions'
import classes from './milestone-list.module.css'

interface MilestoneRowProps {
  readonly milestone: MilestoneView
  readonly count: number
  readonly chosen: boolean
  readonly movable: boolean
  readonly busy: boolean
  /** Where it stands, in a few words. */
  readonly story: string
  readonly onOpen: (id: string) => void
  readonly onAct: (milestone: MilestoneView, action: Action) => void
}

function LockMark({ milestone }: { readonly milestone: MilestoneView }) {
  const why = [milestone.lockedBecause ?? 'Locked', milestone.unlockedBy].filter(Boolean).join(' ')
  return (
    <Tooltip label={why} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the reason must be reachable without a mouse */}
      <span className={classes['lock']} role="img" aria-label={`Locked: ${why}`} tabIndex={0}>
        <IconLock size={16} aria-hidden />
      </span>
    </Tooltip>
  )
}

/** One milestone, one line, one next action. */
export const MilestoneRow = memo(function MilestoneRow(props: MilestoneRowProps) {
  const { milestone, count, chosen, movable, busy, story, onOpen, onAct } = props
  const sortable = useSortable({ id: milestone.id, disabled: !movable })
  const action = nextAction(milestone)
  return (
    <li
      ref={sortable.setNodeRef}
      className={classes['row']}
      style={{ transform: CSS.Translate.toString(sortable.transform), transition: sortable.transition }}
      data-chosen={chosen || undefined}
      data-dragging={sortable.isDragging || undefined}
      aria-setsize={count}
      aria-posinset={milestone.position}
      data-row-box
    >
      {movable ? (
        <button
          type="button"
          className={classes['handle']}
          ref={sortable.setActivatorNodeRef}
          {...sortable.attributes}
          {...sortable.listeners}
          aria-label={`Move ${milestone.name}, position ${milestone.position} of ${count}`}
        >
          <IconGripVertical size={16} aria-hidden />
        </button>
      ) : (
        <span />
      )}
      <span className={`${classes['position']} tabular`}>{milestone.code}</span>
      <button
        type="button"
        className={classes['name']}
        data-row={milestone.id}
        aria-expanded={chosen}
        title={milestone.name}
        onClick={() => onOpen(milestone.id)}
      >
        {milestone.name}
        {milestone.changeOrder !== null && <span className={classes['order']}> {milestone.changeOrder}</span>}
      </button>
      <span className={`${classes['share']} tabular`}>{milestone.share && shareText(milestone.share)}</span>
      <span className={classes['amount']}>
        <Amount of={milestone.amount} />
      </span>
      <span className={classes['status']}>
        <StatusPill label={milestone.label} waits={waitsForItsDay(milestone)} />
        <span className={classes['story']} title={story}>
          {story}
        </span>
      </span>
      <span className={classes['action']}>
        {action !== null && (
          <Button
            size="compact-sm"
            variant={action === 'bill' ? 'filled' : 'default'}
            loading={busy}
            onClick={() => onAct(milestone, action)}
            aria-label={`${actionWordsFor(action, milestone)}: ${milestone.name}`}
          >
            {actionWordsFor(action, milestone)}
          </Button>
        )}
      </span>
      <span className={classes['end']}>
        {milestone.locked && <LockMark milestone={milestone} />}
        <IconChevronRight size={16} className={classes['chevron'] ?? ''} aria-hidden />
      </span>
    </li>
  )
})
