import { Alert, Button, Group, Text } from '@mantine/core'
import { IconFileCheck } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { DealPageView } from '../../../http/contract/deal'
import { Day } from '../../parts/moment'

/** What is still editable once the client has accepted, and the way for the rest. */
export function FormalNotice({ page }: { readonly page: DealPageView }) {
  const accepted = page.state?.acceptedOn ?? null
  return (
    <Alert
      color="blue"
      variant="light"
      icon={<IconFileCheck size={20} />}
      title={accepted === null ? 'Changes of this plan go by change order' : 'The client accepted this plan'}
    >
      <Group gap="md" justify="space-between">
        <Text size="sm">
          {accepted !== null && (
            <>
              On <Day at={accepted} />.{' '}
            </>
          )}
          Names, planned days, notes, approvers and the order stay editable here. Money, deliverables,
          criteria, evidence, the days that bill, how work is approved, adding and removing go by change
          order.
        </Text>
        <Button
          size="xs"
          variant="default"
          component={Link}
          href={`/deals/${encodeURIComponent(page.deal.id)}/change-orders/new`}
        >
          Make a change order
        </Button>
      </Group>
    </Alert>
  )
}
