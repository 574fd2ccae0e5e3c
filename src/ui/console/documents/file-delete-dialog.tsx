import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { FileView } from '../../../http/contract/document'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import { useDeleteFile } from './use-files'

interface FileDeleteDialogProps {
  readonly file: FileView
  readonly onClose: () => void
}

/** A deleted file does not come back, so this asks. */
export function FileDeleteDialog({ file, onClose }: FileDeleteDialogProps) {
  useFocusBack()
  const remove = useDeleteFile(file.dealId)
  return (
    <Modal opened onClose={onClose} title="Delete this file" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="md">
        <Text style={{ overflowWrap: 'anywhere' }}>
          “{file.name}”, version {file.version}, is deleted for everyone and does not come back. The history
          keeps its name and hash.
        </Text>
        {remove.error !== null && <ProblemNotice problem={problemFrom(remove.error)} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button
            color="red"
            loading={remove.isPending}
            onClick={() => remove.mutate(file, { onSuccess: onClose })}
          >
            Delete
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
