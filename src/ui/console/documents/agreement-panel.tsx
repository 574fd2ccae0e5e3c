import { Anchor, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { FileView } from '../../../http/contract/document'
import classes from './documents.module.css'
import { FileDrop } from './file-drop'
import { FileLine } from './file-line'
import { UploadList } from './upload-list'
import type { Uploads } from './use-uploads'

interface AgreementPanelProps {
  /** The newest version first. */
  readonly versions: readonly FileView[]
  readonly uploads: Uploads
  readonly editable: boolean
  readonly onDelete: ((file: FileView) => void) | null
}

/** What was signed: its newest version, and those before it. */
export function AgreementPanel({ versions, uploads, editable, onDelete }: AgreementPanelProps) {
  const [all, setAll] = useState(false)
  const [newest, ...earlier] = versions
  return (
    <Paper withBorder p="md" component="section" aria-label="Agreement">
      <Stack gap="sm">
        <Title order={2} size="h3">
          Agreement
        </Title>
        {newest === undefined && (
          <Text c="dimmed">
            {editable
              ? 'Attach the signed agreement: every amount can then be checked against it.'
              : 'No agreement is attached.'}
          </Text>
        )}
        {newest !== undefined && (
          <ul className={classes['list']}>
            {[newest, ...(all ? earlier : [])].map((file) => (
              <FileLine key={file.id} file={file} withVersion onDelete={onDelete} />
            ))}
          </ul>
        )}
        {earlier.length > 0 && (
          <Anchor
            component="button"
            type="button"
            size="sm"
            ta="left"
            aria-expanded={all}
            onClick={() => setAll(!all)}
          >
            {all
              ? 'Hide earlier versions'
              : `${earlier.length} earlier version${earlier.length > 1 ? 's' : ''}`}
          </Anchor>
        )}
        <UploadList uploads={uploads} kinds={['agreement']} />
        {editable && (
          <FileDrop
            label={newest === undefined ? 'Attach the agreement' : 'Attach a new version'}
            onFiles={(files) => uploads.add(files, 'agreement')}
          />
        )}
      </Stack>
    </Paper>
  )
}
