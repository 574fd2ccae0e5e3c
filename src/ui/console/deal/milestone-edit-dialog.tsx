import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DealPageView } from '../../../http/contract/deal'
import type { MilestonePatch } from '../../../http/contract/milestone'
import { StaleNotice } from '../../parts/stale-notice'
import { useCall } from '../api/call-context'
import { isStale, Refusal } from '../api/refusal'
import { MilestoneFields } from '../milestone-form/milestone-fields'
import { wordsInput, wordsOf } from '../milestone-form/milestone-words'
import { MilestoneDialog, type MilestoneDialogProps } from './milestone-dialog'
import { withMilestone } from './use-milestone-action'

/** Only what was changed is sent, so that two people who change two things don't undo each other. */
function changesOf(before: MilestonePatch, after: MilestonePatch): MilestonePatch {
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(before, name)),
  )
  return Object.fromEntries(changed)
}

/** Edits a milestone's words and date. A change by someone else meanwhile is a choice, never overwritten silently. */
export function MilestoneEditDialog({ dealId, milestone, onClose }: MilestoneDialogProps) {
  const call = useCall()
  const queries = useQueryClient()
  // The milestone as it was when the dialog opened: what "changed" and "stale" are measured against.
  const [base, setBase] = useState(milestone)
  const [words, setWords] = useState(() => wordsOf(milestone))
  const save = useMutation({
    mutationFn: (version: number) =>
      call('PATCH /milestones/{id}', {
        params: { id: milestone.id },
        body: changesOf(wordsInput(wordsOf(base)), wordsInput(words)),
        version,
      }),
    onSuccess: async (saved) => {
      queries.setQueryData<DealPageView>(['deal', dealId], (page) => page && withMilestone(page, saved))
      notifications.show({ color: 'post', title: 'Saved', message: saved.name })
      onClose()
      await queries.invalidateQueries({ queryKey: ['deal', dealId] })
      await queries.invalidateQueries({ queryKey: ['preview', milestone.id] })
    },
  })
  const readTheirs = async () => {
    await queries.invalidateQueries({ queryKey: ['deal', dealId] })
    const page = queries.getQueryData<DealPageView>(['deal', dealId])
    return page?.milestones.find((other) => other.id === milestone.id) ?? milestone
  }
  const takeTheirs = async () => {
    const theirs = await readTheirs()
    setBase(theirs)
    setWords(wordsOf(theirs))
    save.reset()
  }
  const keepMine = async () => save.mutate((await readTheirs()).version)
  const errors = save.error instanceof Refusal ? (save.error.problem.errors ?? []) : []
  const errorAt = (field: string) =>
    errors.find((error) => error.pointer === `/${field}` || error.pointer.startsWith(`/${field}/`))?.detail ??
    null
  const stale = isStale(save.error)
  return (
    <MilestoneDialog
      title="Edit this milestone"
      milestone={base}
      button="Save"
      busy={save.isPending}
      disabled={words.name.trim() === '' || stale}
      error={stale ? null : save.error}
      shownAt={new Set(errors.map((error) => error.pointer))}
      onClose={onClose}
      onConfirm={() => save.mutate(base.version)}
    >
      <MilestoneFields
        words={words}
        onChange={(change) => setWords((before) => ({ ...before, ...change }))}
        errorAt={errorAt}
      />
      {stale && (
        <StaleNotice what="This milestone">
          <Group gap="sm">
            <Button size="xs" variant="default" onClick={() => void takeTheirs()}>
              Show theirs, drop mine
            </Button>
            <Button size="xs" onClick={() => void keepMine()} loading={save.isPending}>
              Keep mine and save
            </Button>
          </Group>
        </StaleNotice>
      )}
    </MilestoneDialog>
  )
}
