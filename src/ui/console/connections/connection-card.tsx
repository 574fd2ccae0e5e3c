import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { ConnectionView } from '../../../http/contract/workspace'
import { Ago, Day } from '../../parts/moment'
import { Pill } from '../../parts/status-pill'
import classes from './connection-card.module.css'
import { ConnectionDisconnectDialog } from './connection-disconnect-dialog'
import { ConnectionHealth } from './connection-health'
import { looks } from './connection-looks'

export const vendorNames: Record<ConnectionView['vendor'], string> = {
  quickbooks: 'QuickBooks Online',
  hubspot: 'HubSpot',
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

const listNames: Readonly<Record<string, string>> = {
  Invoice: 'invoices',
  Payment: 'payments',
  CreditMemo: 'credit memos',
  RefundReceipt: 'refund receipts',
}

/** "invoices, list 1 of 4, 3,000 documents so far" */
function readingLine({ list, step, steps, rows }: NonNullable<ConnectionView['reading']>): string {
  const so = rows === 0 ? '' : `, ${rows.toLocaleString('en-US')} documents so far`
  return `${listNames[list] ?? list}, list ${step} of ${steps}${so}`
}

function When({ at }: { readonly at: string | null }) {
  return at === null ? <>never</> : <Ago at={at} />
}

/** One vendor: connected to what, how healthy, and the way to mend it. */
export function ConnectionCard({
  connection,
  canChange,
}: {
  readonly connection: ConnectionView
  readonly canChange: boolean
}) {
  const [asking, ask] = useDisclosure(false)
  const look = looks[connection.health.state]
  return (
    <Paper withBorder p="md" component="section" aria-label={vendorNames[connection.vendor]}>
      <Stack gap="md">
        <Group justify="space-between">
          <Title order={2}>{vendorNames[connection.vendor]}</Title>
          <Pill meaning={look.meaning} icon={look.icon}>
            {look.word}
          </Pill>
        </Group>
        <ConnectionHealth connection={connection} canChange={canChange} />
        <dl className={classes['facts']}>
          <Row name={connection.vendor === 'quickbooks' ? 'Company' : 'Portal'}>
            {connection.name ?? 'none'}
            {connection.externalId !== null &&
              connection.name?.includes(connection.externalId) !== true &&
              ` (${connection.externalId})`}
          </Row>
          {connection.since !== null && (
            <Row name="Since">
              <Day at={connection.since} />
            </Row>
          )}
          <Row name="Last call">
            <When at={connection.lastCall} />
          </Row>
          <Row name="Last event">
            <When at={connection.lastEvent} />
          </Row>
          <Row name="Last read">
            <When at={connection.lastRead} />
          </Row>
          {connection.reading !== null && (
            <Row name="Reading">
              <span aria-live="polite">{readingLine(connection.reading)}</span>
            </Row>
          )}
        </dl>
        {connection.slowed && (
          <Text c="dimmed">
            This month’s reads are spent, so it is read more seldom: what is shown may be some hours old.{' '}
            <Anchor component={Link} href="/usage">
              See what spends them
            </Anchor>
          </Text>
        )}
        <Group gap="sm">
          {/* Whatever is wrong has its own one way out, above. */}
          {canChange && connection.health.state === 'well' && (
            <Button component="a" href={connection.connectUrl} variant="default">
              Reconnect
            </Button>
          )}
          {canChange && connection.status !== 'disconnected' && (
            <Button variant="subtle" color="red" onClick={ask.open}>
              Disconnect…
            </Button>
          )}
          {connection.openUrl !== null && (
            <Anchor href={connection.openUrl} target="_blank" rel="noreferrer" ml="auto">
              Open {connection.vendor === 'quickbooks' ? 'QuickBooks' : 'HubSpot'} ↗
            </Anchor>
          )}
        </Group>
      </Stack>
      {asking && <ConnectionDisconnectDialog vendor={connection.vendor} onClose={ask.close} />}
    </Paper>
  )
}
