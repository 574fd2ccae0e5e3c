import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import type { DealPageView } from '../../../http/contract/deal'
import { useDeal } from '../deal/use-deal'
import { useUndo } from '../deal/use-undo'

const ID = 'plan-saved'
/** The way back is offered for so long, once it is there; it is read after the plan is saved, maybe on a slow line. */
const SHOWN_MS = 8_000
const WAITS_MS = 30_000

function savedWords(count: number): string {
  if (count === 0) return 'Nothing is billed by that'
  return count === 1 ? '1 milestone' : `${count} milestones`
}

/** Says quietly that a plan is saved, over the version `before`, with the way back beside it. */
export function notePlanSaved(dealId: string, count: number, before: number): void {
  notifications.show({
    id: ID,
    color: 'post',
    title: 'The plan is saved',
    message: noteOf({ dealId, words: savedWords(count), before }),
    autoClose: WAITS_MS,
  })
}

interface SavedNoteProps {
  readonly dealId: string
  readonly words: string
  readonly before: number
}

const noteOf = (props: SavedNoteProps) => <SavedNote {...props} />

function SavedNote({ dealId, words, before }: SavedNoteProps) {
  const { data: page } = useDeal(dealId)
  // What was read before it was saved would take something else back.
  const isRead = (page?.state?.version ?? 0) > before
  useEffect(() => {
    if (!isRead) return
    const message = noteOf({ dealId, words, before })
    notifications.update({ id: ID, message, autoClose: SHOWN_MS })
  }, [isRead, dealId, words, before])
  return (
    <Group justify="space-between" gap="sm">
      <Text c="dimmed">{words}</Text>
      {isRead && page !== undefined && page.undo !== null && <UndoNow page={page} />}
    </Group>
  )
}

function UndoNow({ page }: { readonly page: DealPageView }) {
  const undo = useUndo(page, () => notifications.hide(ID))
  return (
    <Button variant="subtle" size="compact-sm" loading={undo.isPending} onClick={() => undo.mutate()}>
      Undo
    </Button>
  )
}
