import { Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { DealSummaryView } from '../../../http/contract/deal'
import { Amount } from '../../parts/amount'
import { MoneyBar, MoneyBarLegend } from '../../parts/money-bar'
import { percentText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { type OpenDeals, openDeals } from './open-deals'

function inWords(row: OpenDeals): string {
  const said = (value: number | null, words: string) =>
    value === null ? `${words} unknown` : `${words} ${percentText(value)}`
  return [
    said(row.paid ?? 0, 'paid'),
    said(row.billed, 'billed'),
    said(row.earned, 'earned, not billed'),
  ].join(' · ')
}

function CurrencyRow({ row }: { readonly row: OpenDeals }) {
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="baseline" gap="sm">
        <Text>
          <Amount of={row.contract} fw={600} size="md" />{' '}
          <Text span c="dimmed">
            contract, {row.deals === 1 ? '1 deal' : `${row.deals} deals`}
          </Text>
        </Text>
        <Text c="dimmed">{inWords(row)}</Text>
      </Group>
      <div>
        <MoneyBar bar={row.bar} size="large" />
        <MoneyBarLegend bar={row.bar} />
      </div>
      {row.unknown > 0 && (
        <Text size="xs" c="dimmed">
          Left out: {row.unknown === 1 ? '1 deal' : `${row.unknown} deals`} with a document that could not be
          read. A sum with an unknown part is unknown.
        </Text>
      )}
    </Stack>
  )
}

interface OpenDealsPanelProps {
  readonly deals: UseQueryResult<{ items: DealSummaryView[]; whole: boolean }>
}

/** All open deals as one bar, a row for each currency. */
export function OpenDealsPanel({ deals }: OpenDealsPanelProps) {
  const rows = openDeals(deals.data?.items ?? [])
  return (
    <Paper withBorder p="md">
      <Stack gap="md">
        <Title order={2}>All open deals</Title>
        {deals.isPending && <Skeleton height={76} aria-hidden="true" />}
        {deals.isError && (
          <ProblemNotice problem={problemFrom(deals.error)} onRetry={() => void deals.refetch()} />
        )}
        {deals.data !== undefined && rows.length === 0 && <Text c="dimmed">No deal has milestones yet.</Text>}
        {rows.map((row) => (
          <CurrencyRow key={row.currency} row={row} />
        ))}
        {deals.data?.whole === false && (
          <Text size="xs" c="dimmed">
            The first {deals.data.items.length} deals.
          </Text>
        )}
      </Stack>
    </Paper>
  )
}
