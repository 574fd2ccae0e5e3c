import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable'
import { type ReactNode, useMemo } from 'react'

interface SortableListProps {
  readonly ids: readonly string[]
  /** What a row is called when its move is read aloud. */
  readonly nameOf: (id: string) => string
  readonly onOrder: (ids: string[]) => void
  /** Told which row is held, and null when it is let go: a held row must stay drawn. */
  readonly onHold?: (id: string | null) => void
  readonly children: ReactNode
}

/** The ids with the one at `from` moved to `to`; both counted from 0. */
export const moved = (ids: readonly string[], from: number, to: number): string[] =>
  arrayMove([...ids], from, to)

type Transform = { x: number; y: number; scaleX: number; scaleY: number }
const onlyUpAndDown = ({ transform }: { transform: Transform }) => ({ ...transform, x: 0 })

// Made once: with new ones every row would be drawn again whenever the list is, for each letter typed in one.
const byPointer = { activationConstraint: { distance: 4 } }
const byKeyboard = { coordinateGetter: sortableKeyboardCoordinates }
const modifiers = [onlyUpAndDown]

function announcementsFor(ids: readonly string[], nameOf: (id: string) => string): Announcements {
  const said = (id: string | number) => nameOf(String(id)) || 'The row'
  const placeOf = (id: string | number) => `position ${ids.indexOf(String(id)) + 1} of ${ids.length}`
  return {
    onDragStart: ({ active }) => `Picked up ${said(active.id)}, ${placeOf(active.id)}.`,
    onDragOver: ({ active, over }) => (over ? `${said(active.id)} would be ${placeOf(over.id)}.` : undefined),
    onDragEnd: ({ active, over }) =>
      over ? `${said(active.id)} is now ${placeOf(over.id)}.` : `${said(active.id)} stays where it was.`,
    onDragCancel: ({ active }) => `${said(active.id)} stays where it was.`,
  }
}

/** Rows that can be put in another order: by dragging, or with space and the arrows; each move is read aloud. */
export function SortableList({ ids, nameOf, onOrder, onHold, children }: SortableListProps) {
  const sensors = useSensors(useSensor(PointerSensor, byPointer), useSensor(KeyboardSensor, byKeyboard))
  const accessibility = useMemo(() => ({ announcements: announcementsFor(ids, nameOf) }), [ids, nameOf])
  const items = useMemo(() => [...ids], [ids])
  const drop = ({ active, over }: DragEndEvent) => {
    onHold?.(null)
    if (over === null || over.id === active.id) return
    onOrder(moved(items, items.indexOf(String(active.id)), items.indexOf(String(over.id))))
  }
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      modifiers={modifiers}
      onDragStart={({ active }) => onHold?.(String(active.id))}
      onDragEnd={drop}
      onDragCancel={() => onHold?.(null)}
      accessibility={accessibility}
    >
      <SortableContext items={items} strategy={verticalListSortingStrategy}>
        {children}
      </SortableContext>
    </DndContext>
  )
}
