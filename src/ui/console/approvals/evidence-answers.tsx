import { Select, Stack, Text, TextInput } from '@mantine/core'
import type { SnapshotView } from '../../../http/contract/approval'

/** What answers one thing that was asked: a file, or why there is none. */
export interface EvidenceAnswer {
  readonly item: string
  readonly fileIds: readonly string[]
  readonly note: string
}

const NONE = 'none'

/** As the server matched them, with what a person chose since. */
export function answersOf(
  snapshot: SnapshotView,
  chosen: ReadonlyMap<string, EvidenceAnswer>,
): EvidenceAnswer[] {
  return snapshot.required.map(
    ({ item, fileIds, note }) => chosen.get(item) ?? { item, fileIds, note: note ?? '' },
  )
}

/** What is asked and has neither a file nor a reason. */
export const missingAnswers = (answers: readonly EvidenceAnswer[]): string[] =>
  answers.filter(({ fileIds, note }) => fileIds.length === 0 && note.trim() === '').map(({ item }) => item)

interface EvidenceAnswersProps {
  readonly snapshot: SnapshotView
  readonly answers: readonly EvidenceAnswer[]
  readonly onChange: (answer: EvidenceAnswer) => void
}

/** Which file answers each thing that was agreed as evidence; where there is none, why. */
export function EvidenceAnswers({ snapshot, answers, onChange }: EvidenceAnswersProps) {
  const files = snapshot.evidence.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Stack gap="sm">
      {answers.map((answer) => {
        const { item, fileIds, note } = answer
        const others = fileIds.length > 1 ? ` and ${fileIds.length - 1} more` : ''
        return (
          <div key={item}>
            <Select
              label={item}
              description={others === '' ? null : `This one${others}`}
              data={[...files, { value: NONE, label: 'No file, because …' }]}
              value={fileIds[0] ?? NONE}
              onChange={(value) =>
                onChange({ ...answer, fileIds: value === null || value === NONE ? [] : [value] })
              }
              allowDeselect={false}
            />
            {fileIds.length === 0 && (
              <TextInput
                mt={4}
                aria-label={`Why there is no file for ${item}`}
                placeholder="Why there is none"
                value={note}
                onChange={(event) => onChange({ ...answer, note: event.currentTarget.value })}
                maxLength={500}
              />
            )}
          </div>
        )
      })}
      {files.length === 0 && answers.length > 0 && (
        <Text size="xs" c="dimmed">
          No evidence is attached yet. Close this and add it to the milestone, or say for each why there is
          none.
        </Text>
      )}
    </Stack>
  )
}
