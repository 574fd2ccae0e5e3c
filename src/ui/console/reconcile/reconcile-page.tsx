import { Alert, Button, Group, Paper, Skeleton, Stack, Text } from '@mantine/core'
import { IconFileTypeCsv, IconFileTypePdf, IconRefresh } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { WorkspaceTieOutView } from '../../../http/contract/tie-out'
import { EmptyState } from '../../parts/empty-state'
import { Ago } from '../../parts/moment'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { useRowKeys } from '../../parts/use-row-keys'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { PageTitle } from '../shell/page-title'
import { CurrencySection } from './currency-section'
import { ReconcileFilter } from './reconcile-filter'
import { headline } from './reconcile-words'
import { TieOutTable } from './tie-out-table'
import { UnplacedPanel } from './unplaced-panel'
import { filterOf, type ReconcilePlace, useCheckAll, useReconcile, useReconcilePlace } from './use-reconcile'

/** Does everything come out against QuickBooks, and if not, what, by how much, since when, and whose is it? */
export function ReconcilePage() {
  const place = useReconcilePlace()
  const tieOuts = useReconcile(place)
  const { check, said, putAway } = useCheckAll()
  const me = useMe()
  useRowKeys()
  const [first] = tieOuts.data?.pages ?? []
  const rows = tieOuts.data?.pages.flatMap((page) => page.items) ?? []
  const currencies = first?.currencies ?? []
  const shown = currencies.filter(({ currency }) => place.currency === null || place.currency === currency)
  return (
    <Stack gap="md">
      <Group justify="space-between" align="start">
        <div>
          <PageTitle shown={first === undefined ? 'Reconcile' : headline(currencies)}>Reconcile</PageTitle>
          <Freshness readAt={first?.readAt} />
        </div>
        <Group gap="sm">
          <Exports place={place} />
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
      </Group>
      {check.error !== null && (
        <ProblemNotice problem={problemFrom(check.error)} onRetry={() => check.mutate()} />
      )}
      {said !== null && (
        <Alert color="post" variant="light" withCloseButton closeButtonLabel="Put away" onClose={putAway}>
          {said}
        </Alert>
      )}
      {tieOuts.isError && (
        <ProblemNotice problem={problemFrom(tieOuts.error)} onRetry={() => void tieOuts.refetch()} />
      )}
      {tieOuts.isPending && <Skeleton height={240} aria-hidden="true" />}
      {shown.map((section) => (
        <CurrencySection key={section.currency} section={section} />
      ))}
      <ReconcileFilter place={place} currencies={currencies.map(({ currency }) => currency)} />
      {!tieOuts.isError && (
        <Paper withBorder>
          {tieOuts.isPending && (
            <Stack px="md" gap={0}>
              <RowSkeletons rows={6} height={57} />
            </Stack>
          )}
          {first !== undefined && rows.length === 0 && place.filtered && (
            <EmptyState title="No deal matches" detail="Try fewer letters, or another way that deals stand.">
              <Button variant="default" onClick={place.clear}>
                Show all deals
              </Button>
            </EmptyState>
          )}
          {first !== undefined && rows.length === 0 && !place.filtered && (
            <EmptyState
              title="No planned deals yet"
              detail="Once a deal has milestones, its figures are held against QuickBooks’ documents here."
            >
              <Button component={Link} href="/deals" variant="default">
                See the deals
              </Button>
            </EmptyState>
          )}
          {rows.length > 0 && <TieOutTable rows={rows} fading={tieOuts.isPlaceholderData} />}
        </Paper>
      )}
      {tieOuts.hasNextPage && (
        <Button
          variant="default"
          mx="auto"
          loading={tieOuts.isFetchingNextPage}
          onClick={() => void tieOuts.fetchNextPage()}
        >
          Show more
        </Button>
      )}
      <UnplacedPanel />
    </Stack>
  )
}

/** How old what is shown can be. */
function Freshness({ readAt }: { readonly readAt: WorkspaceTieOutView['readAt'] | undefined }) {
  const when = (at: string | null) => (at === null ? 'never' : <Ago at={at} />)
  return (
    <Text size="sm" c="dimmed" mih={20}>
      {readAt !== undefined && (
        <>
          QuickBooks was read {when(readAt.quickbooks)} · HubSpot {when(readAt.hubspot)}
        </>
      )}
    </Text>
  )
}

/** The same on paper, and as a table of every deal with every document, whatever is shown here. */
function Exports({ place }: { readonly place: ReconcilePlace }) {
  const query = new URLSearchParams(filterOf(place)).toString()
  return (
    <>
      <Button
        component="a"
        href="/api/v1/exports/tie-out.csv"
        variant="default"
        leftSection={<IconFileTypeCsv size={16} aria-hidden />}
      >
        {query === '' ? 'Table' : 'Table of all deals'}
      </Button>
      <Button
        component="a"
        href={`/api/v1/tie-out.pdf${query === '' ? '' : `?${query}`}`}
        target="_blank"
        rel="noreferrer"
        variant="default"
        leftSection={<IconFileTypePdf size={16} aria-hidden />}
      >
        PDF
      </Button>
    </>
  )
}
