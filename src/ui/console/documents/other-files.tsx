import { Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { FileView } from '../../../http/contract/document'
import classes from './documents.module.css'
import { FileDrop } from './file-drop'
import { FileLine } from './file-line'
import { UploadList } from './upload-list'
import type { Uploads } from './use-uploads'

interface OtherFilesProps {
  readonly files: readonly FileView[]
  readonly uploads: Uploads
  readonly editable: boolean
  readonly onDelete: ((file: FileView) => void) | null
}

/** Sign-offs, and whatever else belongs to the job. */
export function OtherFiles({ files, uploads, editable, onDelete }: OtherFilesProps) {
  const [kind, setKind] = useState<'sign_off' | 'other'>('sign_off')
  const versions = new Map<string, number>()
  for (const file of files) {
    const name = `${file.kind} ${file.name.toLowerCase()}`
    versions.set(name, Math.max(versions.get(name) ?? 0, file.version))
  }
  const hasVersions = (file: FileView) => (versions.get(`${file.kind} ${file.name.toLowerCase()}`) ?? 1) > 1
  const groups = [
    ['Sign-offs', files.filter((file) => file.kind === 'sign_off')],
    ['Certificates', files.filter((file) => file.kind === 'certificate')],
    ['Other files', files.filter((file) => file.kind === 'other')],
  ] as const
  return (
    <Paper withBorder p="md" component="section" aria-label="Sign-offs and other files">
      <Stack gap="sm">
        {files.length === 0 && (
          <>
            <Title order={2} size="h3">
              Sign-offs and other files
            </Title>
            <Text c="dimmed">
              {editable
                ? 'A signed acceptance, an inspection report, an e-mail in which the client agreed.'
                : 'None are attached.'}
            </Text>
          </>
        )}
        {groups.map(([title, list]) =>
          list.length === 0 ? null : (
            <div key={title}>
              <Title order={2} size="h3">
                {title}
              </Title>
              <ul className={classes['list']}>
                {list.map((file) => (
                  <FileLine key={file.id} file={file} withVersion={hasVersions(file)} onDelete={onDelete} />
                ))}
              </ul>
            </div>
          ),
        )}
        <UploadList uploads={uploads} kinds={['sign_off', 'other']} />
        {editable && (
          <FileDrop label="Attach files" onFiles={(chosen) => uploads.add(chosen, kind)}>
            <Group gap={8}>
              <SegmentedControl
                size="xs"
                value={kind}
                onChange={(value) => setKind(value === 'other' ? 'other' : 'sign_off')}
                data={[
                  { value: 'sign_off', label: 'Sign-off' },
                  { value: 'other', label: 'Other' },
                ]}
                aria-label="What the files are"
              />
            </Group>
          </FileDrop>
        )}
      </Stack>
    </Paper>
  )
}
