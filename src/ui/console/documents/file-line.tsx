import { ActionIcon, Anchor, CopyButton, Group, Text, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy, IconTrash } from '@tabler/icons-react'
import { type MouseEvent, type ReactNode, useState } from 'react'
import type { FileView } from '../../../http/contract/document'
import { Ago } from '../../parts/moment'
import classes from './documents.module.css'
import { FilePicture } from './file-picture'
import { FilePreview } from './file-preview'
import { fileAddress, isPreviewed, previewAddress, sizeText, typeWords, undrawnText } from './file-words'

interface FileLineProps {
  readonly file: FileView
  readonly withVersion: boolean
  /** Null for those who may not. */
  readonly onDelete: ((file: FileView) => void) | null
  /** What else is said of it, below. */
  readonly children?: ReactNode
}

/** A file's seal: a few letters of its hash, the whole of it by a press. */
export function ShortHash({ hash, what }: { readonly hash: string; readonly what: string }) {
  return (
    <CopyButton value={hash}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : `SHA-256 ${hash}`} multiline maw={280}>
          <button
            type="button"
            className={classes['hash']}
            onClick={copy}
            aria-label={`Copy the SHA-256 of ${what}`}
          >
            {hash.slice(0, 8)}
            {copied ? <IconCheck size={12} aria-hidden /> : <IconCopy size={12} aria-hidden />}
          </button>
        </Tooltip>
      )}
    </CopyButton>
  )
}

/** One file: what it is, since when, by whom; it opens or is saved by its name. */
export function FileLine({ file, withVersion, onDelete, children }: FileLineProps) {
  const [previewing, setPreviewing] = useState(false)
  const open = file.inline ? { target: '_blank', rel: 'noreferrer' } : { download: file.name }
  const isPdf = isPreviewed(file)
  const undrawn = undrawnText(file)
  const preview = (event: MouseEvent) => {
    // With a key held it goes where the person says.
    if (!isPdf || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    setPreviewing(true)
  }
  return (
    <li className={classes['file']}>
      <FilePicture file={file} />
      <div className={classes['what']}>
        <Group gap={8} wrap="nowrap">
          <Anchor
            href={isPdf ? previewAddress(file.id) : fileAddress(file.id)}
            {...open}
            onClick={preview}
            className={classes['name'] ?? ''}
            title={file.name}
          >
            {file.name}
          </Anchor>
          {withVersion && <span className={classes['version']}>v{file.version}</span>}
        </Group>
        <Text size="xs" c="dimmed">
          {file.note !== null && <>{file.note} · </>}
          {typeWords(file.type)}, {sizeText(file.size)} · {file.by}, <Ago at={file.uploadedAt} />
          {undrawn !== null && <> · {undrawn}</>}
        </Text>
        {children}
      </div>
      <ShortHash hash={file.sha256} what={file.name} />
      {onDelete !== null && (
        <Tooltip
          label={file.keptBecause ?? 'Delete'}
          multiline
          maw={280}
          events={{ hover: true, focus: true, touch: true }}
        >
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            aria-label={`Delete ${file.name}`}
            {...(file.keptBecause === null ? {} : { 'aria-disabled': true, 'data-disabled': true })}
            onClick={() => {
              if (file.keptBecause === null) onDelete(file)
            }}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {previewing && <FilePreview file={file} onClose={() => setPreviewing(false)} />}
    </li>
  )
}
