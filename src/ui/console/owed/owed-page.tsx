import { Button, Group, Paper, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { OwedView } from '../../../http/contract/billing'
import { EmptyState } from '../../parts/empty-state'
import { Ago } from '../../parts/moment'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { serverNow } from '../../parts/server-clock'
import { Pill } from '../../parts/status-pill'
import { useRowKeys } from '../../parts/use-row-keys'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import rows from '../attention/attention-row.module.css'
import { PageTitle } from '../shell/page-title'
import { useOwed, useOwedStep } from './use-owed'

const states: Record<OwedView['state'], { word: string; meaning: 'plain' | 'billed' | 'risk' }> = {
  waiting: { word: 'Waiting', meaning: 'plain' },
  working: { word: 'Working', meaning: 'billed' },
  unclear: { word: 'Unclear', meaning: 'risk' },
  refused: { word: 'Refused', meaning: 'risk' },
}

const vendors: Record<OwedView['vendor'], string> = {
  quickbooks: 'QuickBooks',
  hubspot: 'HubSpot',
  mail: 'E-mail',
}

/** Too near to be counted. */
const isSoon = (at: string): boolean => serverNow().add(45, 'second').isAfter(at)

function OwedRow({ item, canAct }: { readonly item: OwedView; readonly canAct: boolean }) {
  const step = useOwedStep(item)
  return (
    <li className={rows['row']} data-row-box>
      <div className={rows['kind']}>
        <Pill meaning={states[item.state].meaning}>{states[item.state].word}</Pill>
      </div>
      <div className={rows['what']}>
        <Text fw={600} className={rows['title'] ?? ''}>
          {item.dealId === null ? (
            item.what
          ) : (
            <Link
              href={`/deals/${encodeURIComponent(item.dealId)}`}
              data-row={item.id}
              className={rows['link'] ?? ''}
            >
              {item.what}
            </Link>
          )}
        </Text>
        <Text size="xs" c="dimmed">
          {item.why.startsWith(vendors[item.vendor]) ? '' : `${vendors[item.vendor]} · `}
          {item.why}
        </Text>
        <Text size="xs" c="dimmed">
          queued <Ago at={item.since} /> ·{' '}
          {item.attempts === 1 ? 'tried once' : `tried ${item.attempts} times`}
          {item.nextTry !== null && (
            <>
              {' · next try '}
              {isSoon(item.nextTry) ? 'in a moment' : <Ago at={item.nextTry} />}
            </>
          )}
        </Text>
      </div>
      <Group gap="sm" className={rows['actions'] ?? ''} wrap="nowrap">
        {canAct && (
          <Button size="xs" variant="default" loading={step.isPending} onClick={() => step.mutate('retry')}>
            Try now
          </Button>
        )}
        {canAct && item.canCancel && (
          <Button
            size="xs"
            variant="subtle"
            color="red"
            disabled={step.isPending}
            onClick={() => step.mutate('cancel')}
          >
            Cancel
          </Button>
        )}
      </Group>
    </li>
  )
}

/** What is still on its way to the vendors: why, since when, and when it is tried again. */
export function OwedPage() {
  const owed = useOwed()
  const me = useMe()
  useRowKeys()
  const items = owed.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Stack gap="md">
      <PageTitle>Owed to the vendors</PageTitle>
      <Text c="dimmed" maw={720}>
        What was decided or changed here and is not in QuickBooks or HubSpot yet, and letters that have not
        left. It is tried again by itself; no invoice is ever sent twice.
      </Text>
      <Paper withBorder>
        {owed.isPending && (
          <Stack px="md" gap={0}>
            <RowSkeletons rows={4} height={73} />
          </Stack>
        )}
        {owed.isError && (
          <ProblemNotice problem={problemFrom(owed.error)} onRetry={() => void owed.refetch()} />
        )}
        {owed.data !== undefined && items.length === 0 && (
          <EmptyState
            title="Nothing is owed"
            detail="QuickBooks and HubSpot know everything that was decided here, and every letter has left."
          />
        )}
        <ul className={rows['list']}>
          {items.map((item) => (
            <OwedRow key={item.id} item={item} canAct={may(me.data, 'bookkeeper')} />
          ))}
        </ul>
      </Paper>
      {owed.hasNextPage && (
        <Button
          variant="default"
          mx="auto"
          loading={owed.isFetchingNextPage}
          onClick={() => void owed.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Stack>
  )
}
