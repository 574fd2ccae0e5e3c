import { Alert, Loader, Text } from '@mantine/core'
import { IconAlertTriangle, IconHelp } from '@tabler/icons-react'
import type { CustomerCreationView } from '../../../http/contract/customer'

const titles: Partial<Record<CustomerCreationView['state'], string>> = {
  creating: 'On its way to QuickBooks',
  unclear: 'Unclear, and being looked for',
  refused: 'QuickBooks said no',
}

/** What became of a customer that was asked for, while it is not simply there. */
export function CreationNotice({ creation }: { readonly creation: CustomerCreationView | null }) {
  const title = creation === null ? undefined : titles[creation.state]
  if (creation === null || title === undefined) return null
  const icon =
    creation.state === 'creating' ? (
      <Loader size={20} />
    ) : creation.state === 'unclear' ? (
      <IconHelp size={20} />
    ) : (
      <IconAlertTriangle size={20} />
    )
  return (
    <Alert
      variant="light"
      color={creation.state === 'creating' ? 'blue' : 'amber'}
      icon={icon}
      title={title}
      role="status"
    >
      <Text size="sm">{creation.detail}</Text>
    </Alert>
  )
}
