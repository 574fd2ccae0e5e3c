import { Alert, Button, Group, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'

/** Someone saved while this form has unsaved changes: said at once, and brought in when the person likes. */
export function LiveNotice({ onBringIn }: { readonly onBringIn: () => void }) {
  return (
    <Alert
      color="blue"
      variant="light"
      icon={<IconUsers size={20} />}
      title="This plan was just changed"
      role="status"
    >
      <Group gap="md" justify="space-between">
        <Text size="sm">
          Someone saved while you edit. Your changes stay; bring theirs in now, or with your save.
        </Text>
        <Button size="xs" variant="default" onClick={onBringIn}>
          Bring theirs in
        </Button>
      </Group>
    </Alert>
  )
}
