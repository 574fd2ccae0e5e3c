import { Anchor, Group, Modal, Stack } from '@mantine/core'
import type { FileView } from '../../../http/contract/document'
import { useFocusBack } from '../../parts/use-focus-back'
import classes from './documents.module.css'
import { fileAddress, previewAddress } from './file-words'

interface FilePreviewProps {
  readonly file: Pick<FileView, 'id' | 'name'>
  readonly onClose: () => void
}

/** A PDF, looked at without leaving the page. */
export function FilePreview({ file, onClose }: FilePreviewProps) {
  useFocusBack()
  return (
    <Modal
      opened
      onClose={onClose}
      size="min(1100px, 94vw)"
      title={<span className={classes['whole']}>{file.name}</span>}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="sm">
        <iframe
          className={classes['preview']}
          src={`${previewAddress(file.id)}#navpanes=0&view=FitH`}
          title={`Preview of ${file.name}`}
        />
        <Group gap="md">
          <Anchor href={previewAddress(file.id)} target="_blank" rel="noreferrer">
            Open in a tab
          </Anchor>
          <Anchor href={fileAddress(file.id)} download={file.name}>
            Save
          </Anchor>
        </Group>
      </Stack>
    </Modal>
  )
}
