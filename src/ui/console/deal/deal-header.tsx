import { Anchor, Button, Group, Menu, Stack, Text } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { DealPageView } from '../../../http/contract/deal'
import { Day } from '../../parts/moment'
import { Pill } from '../../parts/status-pill'
import { may, useMe } from '../api/use-me'
import { CustomerLine } from '../customers/customer-line'
import { payApplicationHref } from '../retainage/use-retainage'
import { PageTitle } from '../shell/page-title'
import { HubSpotNotes } from './hubspot-notes'
import { whyStopped } from './hubspot-words'

interface DealHeaderProps {
  readonly page: DealPageView
  readonly editable: boolean
  readonly onAccept: () => void
  readonly onCustomer: () => void
  /** Null where this person keeps no templates. */
  readonly onSaveTemplate: (() => void) | null
}

function quickbooksLink(page: DealPageView): string | null {
  return page.invoices.find((invoice) => invoice.link !== null)?.link ?? null
}

/** What the plan's terms raise about late payment; each is explained below, in what needs somebody. */
function LateFlags({ page: { attention } }: { readonly page: DealPageView }) {
  const pauses = attention.some(({ kind }) => kind === 'pause_work')
  const fee = attention.some(({ kind }) => kind === 'late_fee')
  if (!pauses && !fee) return null
  return (
    <Group gap="xs" my={4}>
      {pauses && <Pill meaning="risk">Work may pause: an invoice is late</Pill>}
      {fee && <Pill meaning="risk">Late enough for a fee</Pill>}
    </Group>
  )
}

/** Which job this is, where else it lives, and what can be done with the whole of it. */
export function DealHeader({ page, editable, onAccept, onCustomer, onSaveTemplate }: DealHeaderProps) {
  const { deal, schedule, state } = page
  const me = useMe()
  const quickbooks = quickbooksLink(page)
  const owner = deal.owner === null ? null : `owned by ${deal.owner}`
  const stopped = whyStopped(page)
  const reference = [schedule?.contractReference ?? null, deal.stage, owner].filter(
    (text) => text !== null && text !== '',
  )
  const name = deal.company === null ? deal.name : `${deal.name} · ${deal.company}`
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <Stack gap={0} maw="100%">
        <PageTitle>{name}</PageTitle>
        <Text c="dimmed">
          {reference.join(' · ')}
          {state?.acceptedOn != null && (
            <>
              {reference.length > 0 && ' · '}plan accepted <Day at={state.acceptedOn} />
              {state.acceptedBy !== null && <> by {state.acceptedBy}</>}
            </>
          )}
          {state?.cadence.on === 'monthly' && ` · billed once a month, on day ${state.cadence.day}`}
          {stopped !== null && ` · ${stopped}`}
        </Text>
        <HubSpotNotes page={page} />
        <LateFlags page={page} />
        <CustomerLine page={page} onChange={editable ? onCustomer : null} />
      </Stack>
      <Group gap="md">
        {deal.link !== null && (
          <Anchor href={deal.link} target="_blank" rel="noreferrer">
            HubSpot ↗
          </Anchor>
        )}
        {quickbooks !== null && (
          <Anchor href={quickbooks} target="_blank" rel="noreferrer">
            QuickBooks ↗
          </Anchor>
        )}
        {editable && schedule !== null && state?.control === 'formal' && (
          <Button
            component={Link}
            href={`/deals/${encodeURIComponent(deal.id)}/change-orders/new`}
            variant="default"
          >
            Change order
          </Button>
        )}
        {editable && schedule !== null && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" rightSection={<IconDots size={16} aria-hidden />}>
                More
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item component={Link} href={`/deals/${encodeURIComponent(deal.id)}/plan`}>
                Edit the plan
              </Menu.Item>
              {may(me.data, 'bookkeeper') && (
                <Menu.Item component={Link} href={`/deals/${encodeURIComponent(deal.id)}/catch-up`}>
                  Catch up with QuickBooks…
                </Menu.Item>
              )}
              <Menu.Item component="a" href={payApplicationHref(deal.id)} target="_blank" rel="noreferrer">
                Application for payment (PDF) ↗
              </Menu.Item>
              {state?.acceptedOn === null && (
                <Menu.Item onClick={onAccept}>Client accepted the plan…</Menu.Item>
              )}
              {onSaveTemplate !== null && page.milestones.length > 0 && (
                <Menu.Item onClick={onSaveTemplate}>Save as template…</Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
    </Group>
  )
}
