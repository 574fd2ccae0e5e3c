import { Button, FileButton, Text } from '@mantine/core'
import { IconCircle, IconCircleCheckFilled, IconPlus } from '@tabler/icons-react'
import { useRef } from 'react'
import documents from '../documents/documents.module.css'
import { ACCEPT } from '../documents/file-drop'
import { useDrop } from '../documents/use-drop'
import classes from './evidence.module.css'
import { foundText } from './evidence-words'

interface AskedItemProps {
  readonly item: string
  /** How many files were added for it. */
  readonly found: number
  /** Null for those who may not add any now. */
  readonly onFiles: ((files: File[]) => void) | null
}

/** One thing that was asked as evidence, whether something was added for it, and the way to add it. */
export function AskedItem({ item, found, onFiles }: AskedItemProps) {
  const { over, handlers } = useDrop(onFiles)
  const reset = useRef<() => void>(null)
  const Icon = found > 0 ? IconCircleCheckFilled : IconCircle
  return (
    <li className={classes['item']} data-over={over || undefined} {...handlers}>
      <Icon size={16} aria-hidden className={classes['mark']} data-found={found > 0 || undefined} />
      <span className={classes['asked']}>
        {item}
        <Text size="xs" c="dimmed">
          {foundText(found)}
        </Text>
      </span>
      {onFiles !== null && (
        <FileButton
          multiple
          accept={ACCEPT}
          resetRef={reset}
          onChange={(files) => {
            if (files.length > 0) onFiles(files)
            reset.current?.()
          }}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              size="compact-xs"
              className={documents['add'] ?? ''}
              leftSection={<IconPlus size={12} aria-hidden />}
              aria-label={`Add evidence: ${item}`}
            >
              Add
            </Button>
          )}
        </FileButton>
      )}
    </li>
  )
}
