import { Anchor, Button, Paper, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { DealPageView } from '../../../http/contract/deal'
import { EmptyState } from '../../parts/empty-state'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { CustomerDialog } from '../customers/customer-dialog'
import { DocumentsTab } from '../documents/documents-tab'
import { PageSkeleton } from '../shell/page-skeleton'
import { PageTitle } from '../shell/page-title'
import { DealHeader } from './deal-header'
import { PlannedDeal } from './planned-deal'
import { useDeal } from './use-deal'
import { useDealPlace } from './use-deal-place'

function NotPlanned({ page }: { readonly page: DealPageView }) {
  const me = useMe()
  const place = useDealPlace()
  return (
    <Stack gap="lg">
      <DealHeader
        page={page}
        editable={may(me.data, 'member') && !page.deal.archived}
        onAccept={() => undefined}
        onCustomer={() => place.ask('customer')}
        onSaveTemplate={null}
      />
      <Paper withBorder>
        <EmptyState
          title="No milestones yet"
          detail="Split the deal into milestones. Each is billed once, in QuickBooks, when it is done."
        >
          {may(me.data, 'member') && !page.deal.archived && (
            <Button component={Link} href={`/deals/${encodeURIComponent(page.deal.id)}/plan`}>
              Plan the milestones
            </Button>
          )}
          {may(me.data, 'bookkeeper') && !page.deal.archived && (
            <Text size="sm" c="dimmed">
              Already invoiced some of this?{' '}
              <Anchor
                component={Link}
                href={`/deals/${encodeURIComponent(page.deal.id)}/catch-up`}
                inherit
                underline="always"
              >
                Catch up
              </Anchor>{' '}
              once it is planned.
            </Text>
          )}
        </EmptyState>
      </Paper>
      <DocumentsTab page={page} onAccept={null} />
      {place.act === 'customer' && <CustomerDialog dealId={page.deal.id} onClose={place.answered} />}
    </Stack>
  )
}

/** Where does this job stand? */
export function DealPage({ dealId }: { readonly dealId: string }) {
  const deal = useDeal(dealId)
  if (deal.data === undefined) {
    return deal.isError ? (
      <Stack gap="md">
        <PageTitle>Deal</PageTitle>
        <ProblemNotice problem={problemFrom(deal.error)} onRetry={() => void deal.refetch()} />
      </Stack>
    ) : (
      <PageSkeleton />
    )
  }
  return deal.data.schedule === null ? <NotPlanned page={deal.data} /> : <PlannedDeal page={deal.data} />
}
