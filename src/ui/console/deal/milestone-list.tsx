import { useElementSize } from '@mantine/hooks'
import { useCallback, useMemo, useState } from 'react'
import type { MilestoneView } from '../../../http/contract/milestone'
import { amountWidth } from '../../parts/amount-width'
import { today } from '../../parts/day-text'
import { moneyText } from '../../parts/money-text'
import { SortableList } from '../../parts/sortable-list'
import { useWindowRows } from '../../parts/use-window-rows'
import type { Action } from './milestone-actions'
import classes from './milestone-list.module.css'
import { MilestoneRow } from './milestone-row'
import { milestoneStory } from './milestone-story'

interface MilestoneListProps {
  readonly milestones: readonly MilestoneView[]
  readonly chosenId: string | null
  readonly busyId: string | null
  readonly movable: boolean
  readonly onOpen: (id: string) => void
  readonly onAct: (milestone: MilestoneView, action: Action) => void
  readonly onOrder: (ids: string[]) => void
}

/** Below this many pixels a row takes two lines. */
const narrow = 600

/** The milestones in order: drag a handle, or pick it up with space and use the arrows. */
export function MilestoneList(props: MilestoneListProps) {
  const { milestones, chosenId, busyId, movable, onOpen, onAct, onOrder } = props
  const { ref: sizeRef, width } = useElementSize()
  const height = width > 0 && width < narrow ? 72 : 40
  const [held, setHeld] = useState<string | null>(null)
  const ids = useMemo(() => milestones.map((milestone) => milestone.id), [milestones])
  const keep = held === null ? null : ids.indexOf(held)
  const { box, first, end } = useWindowRows(milestones.length, height, 120, keep)
  const nameOf = useCallback(
    (id: string) => milestones.find((item) => item.id === id)?.name ?? '',
    [milestones],
  )
  const amounts = useMemo(() => amountWidth(milestones.map((item) => moneyText(item.amount))), [milestones])
  const day = today()
  return (
    <div ref={sizeRef} className={classes['frame']} style={amounts}>
      <SortableList ids={ids} nameOf={nameOf} onOrder={onOrder} onHold={setHeld}>
        <ul
          ref={box}
          className={classes['list']}
          style={{ paddingTop: first * height, paddingBottom: (milestones.length - end) * height }}
          aria-label="Milestones"
        >
          {milestones.slice(first, end).map((milestone) => (
            <MilestoneRow
              key={milestone.id}
              milestone={milestone}
              count={milestones.length}
              chosen={milestone.id === chosenId}
              movable={movable}
              busy={milestone.id === busyId}
              story={milestoneStory(milestone, day)}
              onOpen={onOpen}
              onAct={onAct}
            />
          ))}
        </ul>
      </SortableList>
    </div>
  )
}
