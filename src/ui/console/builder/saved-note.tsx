import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { DealPageView } from '../../../http/contract/deal'
import { useDeal } from '../deal/use-deal'
import { useUndo } from '../deal/use-undo'

const ID = 'plan-saved'

function savedWords(count: number): string {
  if (count === 0) return 'Nothing is billed by that'
  return count === 1 ? '1 milestone' : `${count} milestones`
}

/** Says quietly that a plan is saved, with the way back beside it. */
export function notePlanSaved(dealId: string, count: number): void {
  notifications.show({
    id: ID,
    color: 'post',
    title: 'The plan is saved',
    message: <SavedNote dealId={dealId} words={savedWords(count)} />,
    autoClose: 8000,
  })
}

function SavedNote({ dealId, words }: { readonly dealId: string; readonly words: string }) {
  const { data: page } = useDeal(dealId)
  return (
    <Group justify="space-between" gap="sm">
      <Text c="dimmed">{words}</Text>
      {page !== undefined && page.undo !== null && <UndoNow page={page} />}
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
