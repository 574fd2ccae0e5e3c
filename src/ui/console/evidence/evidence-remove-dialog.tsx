import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { FileView } from '../../../http/contract/document'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import { useRemoveEvidence } from './use-evidence'

interface EvidenceRemoveDialogProps {
  readonly dealId: string
  readonly milestoneId: string
  readonly file: FileView
  readonly onClose: () => void
}

/** Removed evidence does not come back, so this asks. */
export function EvidenceRemoveDialog({ dealId, milestoneId, file, onClose }: EvidenceRemoveDialogProps) {
  useFocusBack()
  const remove = useRemoveEvidence(dealId, milestoneId)
  return (
    <Modal opened onClose={onClose} title="Remove this evidence" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="md">
        <Text style={{ overflowWrap: 'anywhere' }}>
          “{file.name}” is removed for everyone and does not come back. The history keeps its name and hash.
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
            Remove
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
