import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { TemplateView } from '../../../http/contract/template'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import { useRemoveTemplate } from './use-templates'

interface TemplateRemoveDialogProps {
  readonly template: TemplateView
  readonly onClose: () => void
}

/** Deleting a template can't be undone, so it is asked. */
export function TemplateRemoveDialog({ template, onClose }: TemplateRemoveDialogProps) {
  useFocusBack()
  const remove = useRemoveTemplate(template)
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Delete “${template.name}”?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        <Text>
          It can’t be chosen for new plans any more. Schedules that were made from it stay as they are.
        </Text>
        {remove.error !== null && <ProblemNotice problem={problemFrom(remove.error)} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button
            color="red"
            loading={remove.isPending}
            onClick={() => remove.mutate(undefined, { onSuccess: onClose })}
          >
            Delete
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
