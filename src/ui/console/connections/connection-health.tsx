import { Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ConnectionView } from '../../../http/contract/workspace'
import { Ago, Day } from '../../parts/moment'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { useTryConnection } from './use-connections'
import { WebhookSteps } from './webhook-steps'

interface ConnectionHealthProps {
  readonly connection: ConnectionView
  readonly canChange: boolean
}

/** What is wrong with a connection, since when, what waits for it, and the one thing to do; nothing when it is well. */
export function ConnectionHealth({ connection, canChange }: ConnectionHealthProps) {
  const { health, refusedAccount } = connection
  return (
    <>
      {health.state !== 'well' && (
        <Stack gap="xs" role="status">
          <Text fw={600}>{health.title}</Text>
          <Text>{health.detail}</Text>
          {health.since !== null && (
            <Text c="dimmed" size="sm">
              {health.state === 'expires_soon' ? (
                <>
                  It ends on <Day at={health.since} />.
                </>
              ) : (
                <>
                  It began <Ago at={health.since} />.
                </>
              )}{' '}
              {waitsLine(connection.waits)}
            </Text>
          )}
          <Way connection={connection} canChange={canChange} />
        </Stack>
      )}
      {refusedAccount !== null && (
        <Text size="sm">
          “{refusedAccount.name}” was not connected (<Ago at={refusedAccount.at} />
          ): what is here was read from{' '}
          {connection.name === null ? 'another account' : `“${connection.name}”`}, and the two never mix.
          Nothing was sent there. Connect that one again, or give “{refusedAccount.name}” a workspace of its
          own.
        </Text>
      )}
    </>
  )
}

/** The one button of the state. */
function Way({ connection, canChange }: ConnectionHealthProps) {
  const me = useMe()
  const tried = useTryConnection(connection.vendor)
  const [steps, show] = useDisclosure(false)
  switch (connection.health.button) {
    case 'reconnect':
      return canChange ? (
        <Group mt={8}>
          <Button component="a" href={connection.connectUrl}>
            {connection.status === 'disconnected' ? 'Connect' : 'Reconnect'}
          </Button>
        </Group>
      ) : (
        <Text c="dimmed" size="sm">
          An admin or the owner can reconnect it.
        </Text>
      )
    case 'try_now':
      return (
        <Stack gap="xs">
          {tried.error !== null && <ProblemNotice problem={problemFrom(tried.error)} />}
          {may(me.data, 'member') && (
            <Group mt={8}>
              <Button loading={tried.isPending} onClick={() => tried.mutate()}>
                Try now
              </Button>
            </Group>
          )}
        </Stack>
      )
    case 'status':
      return (
        <Group mt={8}>
          <Button
            component="a"
            variant="default"
            href={connection.statusUrl}
            target="_blank"
            rel="noreferrer"
          >
            See how it is ↗
          </Button>
        </Group>
      )
    case 'webhooks':
      return (
        <>
          <Group mt={8}>
            <Button variant="default" onClick={show.open}>
              Check webhooks
            </Button>
          </Group>
          {steps && <WebhookSteps connection={connection} onClose={show.close} />}
        </>
      )
    default:
      return null
  }
}

/** "2 invoices wait: $3,000.00." */
export function waitsLine({ invoices, money, deals }: ConnectionView['waits']): string {
  if (deals > 0) return deals === 1 ? '1 deal waits.' : `${deals} deals wait.`
  if (invoices === 0) return 'Nothing waits.'
  const sums = money.map(moneyText).join(' and ')
  return `${invoices === 1 ? '1 invoice waits' : `${invoices} invoices wait`}: ${sums}.`
}
