import { Text } from '@mantine/core'
import type { DealPageView } from '../../../http/contract/deal'
import { type MergeChoice, MergeNotice } from '../../parts/merge-notice'
import { Refusal } from '../api/refusal'
import { fieldName, fieldWords } from '../builder/clash-words'
import { MilestoneFields } from '../milestone-form/milestone-fields'
import type { MilestoneWords } from '../milestone-form/milestone-words'
import { MilestoneDialog, type MilestoneDialogProps } from './milestone-dialog'
import { useMilestoneEdit } from './use-milestone-edit'

interface MilestoneEditDialogProps extends MilestoneDialogProps {
  readonly page: DealPageView
}

const scope = ['deliverable', 'criteria', 'evidence'] as const

/** Edits a milestone's words and date. A change by someone else meanwhile is brought together with it. */
export function MilestoneEditDialog({ page, milestone, onClose }: MilestoneEditDialogProps) {
  const edit = useMilestoneEdit(page, milestone)
  const { words, meanwhile, save } = edit
  const errors = save.error instanceof Refusal ? (save.error.problem.errors ?? []) : []
  const errorAt = (field: string) =>
    errors.find((error) => error.pointer === `/${field}` || error.pointer.startsWith(`/${field}/`))?.detail ??
    null
  const formal = page.state?.control === 'formal'
  const side = (field: string, from: MilestoneWords) => fieldWords(field, Reflect.get(from, field), '', 0)
  const choices: MergeChoice[] = (meanwhile?.clashes ?? []).map((field) => ({
    id: field,
    label: fieldName(field),
    mine: side(field, edit.typed),
    theirs: side(field, edit.theirs),
  }))
  return (
    <MilestoneDialog
      title="Edit this milestone"
      milestone={edit.base}
      button="Save"
      busy={save.isPending}
      disabled={words.name.trim() === '' || edit.toChoose || edit.base.locked}
      error={save.error}
      shownAt={new Set(errors.map((error) => error.pointer))}
      onClose={onClose}
      onConfirm={() => save.mutate(undefined, { onSuccess: (saved) => saved !== null && onClose() })}
    >
      {edit.base.locked && (
        <Text c="dimmed">{[edit.base.lockedBecause, edit.base.unlockedBy].filter(Boolean).join(' ')}</Text>
      )}
      <MilestoneFields
        words={words}
        onChange={edit.change}
        errorAt={errorAt}
        disabled={edit.base.locked}
        frozen={formal ? scope : []}
      />
      {meanwhile !== null && (
        <MergeNotice
          what="This milestone"
          who={meanwhile.who}
          choices={choices}
          chosen={meanwhile.chosen}
          onChoose={edit.choose}
        />
      )}
    </MilestoneDialog>
  )
}
