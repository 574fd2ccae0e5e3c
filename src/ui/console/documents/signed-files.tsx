import { Checkbox, Input, Stack, Text } from '@mantine/core'
import type { FileView } from '../../../http/contract/document'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { problemFrom } from '../api/refusal'
import classes from './documents.module.css'
import { FileDrop } from './file-drop'
import { kindWords, sorted } from './file-words'
import { UploadList } from './upload-list'
import { useFiles } from './use-files'
import type { Uploads } from './use-uploads'

interface SignedFilesProps {
  readonly dealId: string
  /** Ids of those that were signed. */
  readonly chosen: readonly string[]
  readonly onChoose: (id: string, chosen: boolean) => void
  /** Those attached on the spot; whoever holds them chooses each when it has arrived. */
  readonly uploads: Uploads
  /** What they are kept with, in words. */
  readonly keptWith?: string
}

const nameOf = (file: FileView) =>
  `${file.name} (${kindWords[file.kind].toLowerCase()}${file.version > 1 || file.kind === 'agreement' ? `, version ${file.version}` : ''})`

/** Which of the deal's files the client signed; a scan can be attached on the spot, and is chosen then. */
export function SignedFiles(props: SignedFilesProps) {
  const { dealId, chosen, onChoose, uploads, keptWith = 'the acceptance' } = props
  const files = useFiles(dealId)
  const { agreements, others } = sorted(files.data?.items ?? [])
  // Of the agreement only what holds now, and whatever was chosen.
  const shown = [...agreements.filter((file, at) => at === 0 || chosen.includes(file.id)), ...others]
  return (
    <Input.Wrapper
      label="Signed file"
      description={`What the client signed, if anything. It is kept with ${keptWith}.`}
    >
      <Stack gap="xs" mt={8}>
        {files.isPending && <RowSkeletons rows={2} />}
        {files.isError && (
          <ProblemNotice problem={problemFrom(files.error)} onRetry={() => void files.refetch()} />
        )}
        {files.data?.items.length === 0 && uploads.uploads.length === 0 && (
          <Text size="sm" c="dimmed">
            No files are attached to this deal yet.
          </Text>
        )}
        {shown.length > 0 && (
          <Stack gap={8} className={classes['choices'] ?? ''}>
            {shown.map((file) => (
              <Checkbox
                key={file.id}
                label={nameOf(file)}
                checked={chosen.includes(file.id)}
                onChange={(event) => onChoose(file.id, event.currentTarget.checked)}
              />
            ))}
          </Stack>
        )}
        <UploadList uploads={uploads} kinds={['sign_off']} />
        <FileDrop label="Attach the signed file" onFiles={(added) => uploads.add(added, 'sign_off')} />
      </Stack>
    </Input.Wrapper>
  )
}
