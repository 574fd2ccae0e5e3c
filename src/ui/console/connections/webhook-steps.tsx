import { Button, Code, Group, List, Modal, Stack, Text } from '@mantine/core'
import type { ConnectionView } from '../../../http/contract/workspace'
import { Ago } from '../../parts/moment'
import { useFocusBack } from '../../parts/use-focus-back'

interface WebhookStepsProps {
  readonly connection: ConnectionView
  readonly onClose: () => void
}

const places: Record<ConnectionView['vendor'], { portal: string; subscribed: string; secret: string }> = {
  quickbooks: {
    portal: 'In Intuit’s developer portal, under Webhooks of the app, the endpoint is',
    subscribed:
      'Subscribed are at least invoices, payments, credit memos, refund receipts, customers and estimates.',
    secret: 'The verifier token shown there is the one that Milepost was given.',
  },
  hubspot: {
    portal: 'In the app’s webhooks in HubSpot, the target address is',
    subscribed: 'Subscribed are deals: created, changed, deleted, restored and merged; and they are active.',
    secret: 'The app’s client secret is the one that Milepost was given.',
  },
}

/** What to look at when changes arrive without webhooks. */
export function WebhookSteps({ connection, onClose }: WebhookStepsProps) {
  useFocusBack()
  const place = places[connection.vendor]
  return (
    <Modal opened onClose={onClose} title="Check the webhooks" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="md">
        <Text>
          The last event came {connection.lastEvent === null ? 'never' : <Ago at={connection.lastEvent} />}.
        </Text>
        <List type="ordered" spacing="xs">
          <List.Item>
            {place.portal} <Code>{connection.webhookUrl}</Code>, and it can be reached from the internet.
          </List.Item>
          <List.Item>{place.subscribed}</List.Item>
          <List.Item>{place.secret}</List.Item>
        </List>
        <Text c="dimmed">This goes away by itself, within minutes of the next event that arrives.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Close
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
