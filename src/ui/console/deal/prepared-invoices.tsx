import { Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useDeal } from './use-deal'

interface PreparedInvoicesProps {
  readonly dealId: string
  readonly milestoneId: string
}

/** The way to a milestone's invoices that wait for review; nothing where none does. */
export function PreparedInvoices({ dealId, milestoneId }: PreparedInvoicesProps) {
  const deal = useDeal(dealId)
  const prepared = (deal.data?.invoices ?? []).filter(
    ({ status, milestones }) => status === 'prepared' && milestones.some(({ id }) => id === milestoneId),
  )
  return prepared.map(({ id, customer }) => (
    <Text key={id}>
      <Anchor component={Link} href={`/invoices/${encodeURIComponent(id)}`} inherit>
        {prepared.length > 1 && customer !== null
          ? `Look at the prepared invoice to ${customer}`
          : 'Look at the prepared invoice'}
      </Anchor>
      , or change it before it is generated.
    </Text>
  ))
}
