import { Select, Text } from '@mantine/core'
import type { FileView } from '../../../http/contract/document'
import { problemFrom } from '../api/refusal'
import { FileLine } from '../documents/file-line'
import classes from './evidence.module.css'
import { useAssignEvidence } from './use-evidence'

interface EvidenceFileProps {
  readonly dealId: string
  readonly milestoneId: string
  readonly file: FileView
  readonly asked: readonly string[]
  /** While the work is open, for those who may. */
  readonly open: boolean
  readonly onRemove: (file: FileView) => void
}

const NOTHING = 'nothing'

/** One piece of evidence, and which of the things that were asked it shows. */
export function EvidenceFile({ dealId, milestoneId, file, asked, open, onRemove }: EvidenceFileProps) {
  const assign = useAssignEvidence(dealId, milestoneId)
  // Something that is not asked any more is nothing in particular.
  const held = file.item !== null && asked.includes(file.item) ? file.item : null
  const shown = assign.isPending ? (assign.variables?.item ?? null) : held
  return (
    <FileLine file={file} withVersion={false} onDelete={open ? onRemove : null}>
      {asked.length > 0 && open && (
        <Select
          className={classes['shows'] ?? ''}
          size="xs"
          aria-label={`What ${file.name} shows`}
          data={[
            { value: NOTHING, label: 'Shows nothing in particular' },
            ...asked.map((item, at) => ({ value: `${at}`, label: `Shows: ${item}` })),
          ]}
          value={shown === null ? NOTHING : `${asked.indexOf(shown)}`}
          onChange={(value) => {
            const item = value === null || value === NOTHING ? null : (asked[Number(value)] ?? null)
            if (item !== held) assign.mutate({ fileId: file.id, item })
          }}
          allowDeselect={false}
          error={assign.error === null ? undefined : problemFrom(assign.error).detail}
        />
      )}
      {!open && held !== null && (
        <Text size="xs" c="dimmed">
          Shows: {held}
        </Text>
      )}
    </FileLine>
  )
}
