import { Button, Group, Radio, Skeleton, Stack, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { EmptyState } from '../../parts/empty-state'
import { Day } from '../../parts/moment'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { MasterSelect } from '../masters/master-select'
import { useQuotes } from './use-staged'

/** The deal's line items need no choice: they are read as soon as this is opened. */
export function LineItemsSource({ busy, onRead }: { readonly busy: boolean; readonly onRead: () => void }) {
  const asked = useRef(false)
  useEffect(() => {
    if (asked.current) return
    asked.current = true
    onRead()
  }, [onRead])
  return busy ? (
    <Stack gap="sm" role="status" aria-label="Reading the line items">
      <Skeleton height={16} width="60%" />
      <Skeleton height={120} />
    </Stack>
  ) : (
    <Group justify="flex-end">
      <Button onClick={onRead}>Read the line items again</Button>
    </Group>
  )
}

interface QuoteSourceProps {
  readonly dealId: string
  readonly busy: boolean
  readonly onRead: (quoteId: string) => void
}

/** Chooses one of the deal's quotes. */
export function QuoteSource({ dealId, busy, onRead }: QuoteSourceProps) {
  const quotes = useQuotes(dealId)
  const [chosen, setChosen] = useState<string | null>(null)
  if (quotes.isPending) return <Skeleton height={96} aria-hidden="true" />
  if (quotes.isError) {
    return <ProblemNotice problem={problemFrom(quotes.error)} onRetry={() => void quotes.refetch()} />
  }
  const { items } = quotes.data
  const quoteId = chosen ?? (items.length === 1 ? (items[0]?.id ?? null) : null)
  if (items.length === 0) {
    return <EmptyState title="No quote on this deal" detail="Make one in HubSpot, then open this again." />
  }
  return (
    <Stack gap="md">
      <Radio.Group label="Which quote?" value={quoteId} onChange={setChosen}>
        <Stack gap="xs" mt="xs">
          {items.map((quote) => (
            <Radio
              key={quote.id}
              value={quote.id}
              label={quote.title}
              description={
                <>
                  {quote.status?.toLowerCase().replaceAll('_', ' ') ?? 'no status'}
                  {quote.expiresOn !== null && (
                    <>
                      {' · until '}
                      <Day at={quote.expiresOn} />
                    </>
                  )}
                </>
              }
            />
          ))}
        </Stack>
      </Radio.Group>
      <Group justify="flex-end">
        <Button loading={busy} disabled={quoteId === null} onClick={() => quoteId && onRead(quoteId)}>
          Read the quote
        </Button>
      </Group>
    </Stack>
  )
}

interface EstimateSourceProps {
  readonly busy: boolean
  readonly onRead: (estimateId: string) => void
}

/** Chooses an estimate of QuickBooks. */
export function EstimateSource({ busy, onRead }: EstimateSourceProps) {
  const [chosen, setChosen] = useState<string | null>(null)
  return (
    <Stack gap="md">
      <MasterSelect kind="estimates" label="Which estimate?" value={chosen} onChange={setChosen} />
      <Text size="sm" c="dimmed">
        The estimate stays open in QuickBooks. Its number is kept with the plan; it is linked only when one
        invoice bills all of it, because linking closes it.
      </Text>
      <Group justify="flex-end">
        <Button loading={busy} disabled={chosen === null} onClick={() => chosen && onRead(chosen)}>
          Read the estimate
        </Button>
      </Group>
    </Stack>
  )
}
