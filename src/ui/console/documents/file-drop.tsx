import { Button, FileButton, Text } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import classes from './documents.module.css'

interface FileDropProps {
  /** On the button, which does the same for who drags nothing. */
  readonly label: string
  readonly onFiles: (files: File[]) => void
  readonly children?: ReactNode
}

const ACCEPT =
  '.pdf,.png,.jpg,.jpeg,.gif,.webp,.heic,.heif,.docx,.xlsx,.pptx,.odt,.ods,.odp,.txt,.csv,.md,.eml'

/** A place to drop files on, or to choose them by a button. */
export function FileDrop({ label, onFiles, children }: FileDropProps) {
  const [over, setOver] = useState(false)
  const reset = useRef<() => void>(null)
  const drag = (event: DragEvent, isOver: boolean) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setOver(isOver)
  }
  const take = (files: readonly File[]) => {
    if (files.length > 0) onFiles([...files])
    // The same file can be chosen again, after it was mended say.
    reset.current?.()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the button is everyone's
    <div
      className={classes['drop']}
      data-over={over || undefined}
      onDragEnter={(event) => drag(event, true)}
      onDragOver={(event) => drag(event, true)}
      onDragLeave={(event) => drag(event, false)}
      onDrop={(event) => {
        drag(event, false)
        take([...event.dataTransfer.files])
      }}
    >
      {children}
      <FileButton multiple accept={ACCEPT} onChange={take} resetRef={reset}>
        {(props) => (
          <Button {...props} variant="default" size="xs" leftSection={<IconUpload size={16} aria-hidden />}>
            {label}
          </Button>
        )}
      </FileButton>
      <Text size="xs" c="dimmed">
        or drop it here. PDF, pictures, Office, text or e-mail, 25 MB at most.
      </Text>
    </div>
  )
}
