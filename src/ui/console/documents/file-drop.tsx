import { Button, FileButton, Text } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { type ClipboardEvent, type ReactNode, useRef } from 'react'
import { serverNow } from '../../parts/server-clock'
import { useMe } from '../api/use-me'
import classes from './documents.module.css'
import { sizeText } from './file-words'
import { useDrop } from './use-drop'

interface FileDropProps {
  /** On the button, which does the same for who drags nothing. */
  readonly label: string
  readonly onFiles: (files: File[]) => void
  readonly children?: ReactNode
}

/** What a file dialog offers; the server looks at the bytes. */
export const ACCEPT =
  '.pdf,.png,.jpg,.jpeg,.gif,.webp,.heic,.heif,.docx,.xlsx,.pptx,.odt,.ods,.odp,.txt,.csv,.md,.eml'

/** Every browser calls a picture from the clipboard the same; who pastes two has two. */
const named = (file: File): File => {
  const ending = /^image\.(png|jpe?g|gif|webp)$/i.exec(file.name)?.[1]
  if (ending === undefined) return file
  const name = `Pasted ${serverNow().format('YYYY-MM-DD HH.mm.ss')}.${ending}`
  return new File([file], name, { type: file.type })
}

/** A place to drop or paste files, or to choose them by a button. */
export function FileDrop({ label, onFiles, children }: FileDropProps) {
  const { over, handlers } = useDrop(onFiles)
  const me = useMe()
  const reset = useRef<() => void>(null)
  const paste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files]
    // Words that are pasted are nobody's file.
    if (files.length === 0) return
    event.preventDefault()
    take(files.map(named))
  }
  const take = (files: readonly File[]) => {
    if (files.length > 0) onFiles([...files])
    // The same file can be chosen again, after it was mended say.
    reset.current?.()
  }
  return (
    <div
      className={classes['drop']}
      data-over={over || undefined}
      // A press anywhere in it makes it the place where is pasted.
      tabIndex={-1}
      onPaste={paste}
      {...handlers}
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
        or drop or paste it here. PDF, pictures, Office, text or e-mail
        {me.data !== undefined && `, ${sizeText(me.data.fileBytes)} each`}.
      </Text>
    </div>
  )
}
