import { Anchor, Text } from '@mantine/core'
import { Fragment } from 'react'
import { Link } from 'wouter'
import type { DealPageView } from '../../../http/contract/deal'
import { whoPays } from '../deal/payer-words'
import { useDealCustomer } from './use-deal-customer'

interface CustomerLineProps {
  readonly page: DealPageView
  /** Null where this person may not change it. */
  readonly onChange: (() => void) | null
}

/** Whom the deal is billed to, what they were invoiced over all deals, and the way to change it. */
export function CustomerLine({ page, onChange }: CustomerLineProps) {
  const { deal, payers } = page
  const [first] = payers
  const several = first !== undefined && first.share !== null
  const state = useDealCustomer(deal.id, first === undefined)
  const creation = state.data?.creation
  const coming = creation?.state === 'creating' || creation?.state === 'unclear' ? creation : null
  const words =
    whoPays(payers) ??
    (coming === null
      ? 'No customer in QuickBooks yet'
      : coming.state === 'creating'
        ? `“${coming.displayName}” is being created in QuickBooks`
        : `Whether “${coming.displayName}” was created in QuickBooks is unclear: it is being looked for`)
  return (
    <Text c="dimmed">
      {words}
      {payers.map((payer) => (
        <Fragment key={payer.customer.quickbooksId}>
          {' · '}
          <Anchor
            component={Link}
            href={`/customers/${encodeURIComponent(payer.customer.quickbooksId)}`}
            inherit
            underline="always"
          >
            {several
              ? `Invoices of ${payer.customer.name ?? payer.customer.quickbooksId}`
              : 'All its invoices'}
          </Anchor>
        </Fragment>
      ))}
      {onChange !== null && (
        <>
          {' · '}
          {several ? (
            <Anchor
              component={Link}
              href={`/deals/${encodeURIComponent(deal.id)}/plan`}
              inherit
              underline="always"
            >
              Change in the plan
            </Anchor>
          ) : (
            <Anchor component="button" type="button" onClick={onChange} inherit underline="always">
              {first === undefined ? (coming === null ? 'Choose the customer' : 'See') : 'Change'}
            </Anchor>
          )}
        </>
      )}
    </Text>
  )
}
