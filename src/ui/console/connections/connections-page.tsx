import { Button, Group, SimpleGrid, Skeleton, Stack } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { PageTitle } from '../shell/page-title'
import { ConnectionCard } from './connection-card'
import { UsageSummary } from './usage-summary'
import { useCheckNow, useConnections } from './use-connections'

/** Are both vendors well? */
export function ConnectionsPage() {
  const { connections, usage } = useConnections()
  const check = useCheckNow()
  const me = useMe()
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <PageTitle>Connections</PageTitle>
        {may(me.data, 'member') && (
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={check.isPending}
            onClick={() => check.mutate()}
          >
            Check now
          </Button>
        )}
      </Group>
      {check.error !== null && (
        <ProblemNotice problem={problemFrom(check.error)} onRetry={() => check.mutate()} />
      )}
      {connections.isError && (
        <ProblemNotice problem={problemFrom(connections.error)} onRetry={() => void connections.refetch()} />
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        {connections.isPending && (
          <>
            <Skeleton height={280} aria-hidden="true" />
            <Skeleton height={280} aria-hidden="true" />
          </>
        )}
        {connections.data?.items.map((connection) => (
          <ConnectionCard key={connection.vendor} connection={connection} canChange={may(me.data, 'admin')} />
        ))}
      </SimpleGrid>
      {usage.isPending && <Skeleton height={140} aria-hidden="true" />}
      {usage.isError && (
        <ProblemNotice problem={problemFrom(usage.error)} onRetry={() => void usage.refetch()} />
      )}
      {usage.data !== undefined && <UsageSummary usage={usage.data} />}
    </Stack>
  )
}
