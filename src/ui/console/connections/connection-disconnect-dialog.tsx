import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { ConnectionView } from '../../../http/contract/workspace'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import { useDisconnect } from './use-connections'

const consequences: Record<ConnectionView['vendor'], { title: string; what: string }> = {
  quickbooks: {
    title: 'Disconnect QuickBooks?',
    what: 'No invoice is created and no payment is seen until it is connected again. Invoices already in QuickBooks stay as they are, and nothing that waits is lost.',
  },
  hubspot: {
    title: 'Disconnect HubSpot?',
    what: 'Deals stop following HubSpot, and HubSpot stops showing billing, until it is connected again. Nothing that waits is lost.',
  },
}

interface ConnectionDisconnectDialogProps {
  readonly vendor: ConnectionView['vendor']
  readonly onClose: () => void
}

/** Disconnecting can't be undone from here, so it is asked. */
export function ConnectionDisconnectDialog({ vendor, onClose }: ConnectionDisconnectDialogProps) {
  useFocusBack()
  const disconnect = useDisconnect(vendor)
  return (
    <Modal
      opened
      onClose={onClose}
      title={consequences[vendor].title}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        <Text>{consequences[vendor].what}</Text>
        {disconnect.error !== null && <ProblemNotice problem={problemFrom(disconnect.error)} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it connected
          </Button>
          <Button
            color="red"
            loading={disconnect.isPending}
            onClick={() => disconnect.mutate(undefined, { onSuccess: onClose })}
          >
            Disconnect
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
