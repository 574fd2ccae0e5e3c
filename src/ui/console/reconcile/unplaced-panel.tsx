import { Anchor, Button, Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { UnplacedView } from '../../../http/contract/unplaced'
import { Amount } from '../../parts/amount'
import { dayText } from '../../parts/day-text'
import { EmptyState } from '../../parts/empty-state'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { PlaceDialog } from '../unplaced/place-dialog'
import { invoiceName, useSetAside, useUnplacedList } from '../unplaced/use-unplaced'
import classes from './unplaced-panel.module.css'

/** Invoices of QuickBooks that bill nothing here: what each looks like, and where a person puts it. */
export function UnplacedPanel() {
  const [which, setWhich] = useState<'open' | 'aside'>('open')
  const [placing, place] = useState<string | null>(null)
  const list = useUnplacedList(which === 'aside')
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Paper withBorder component="section" aria-labelledby="unplaced">
      <Group justify="space-between" p="md">
        <div>
          <Title order={2} size="h4" id="unplaced">
            Invoices nobody has placed
          </Title>
          <Text size="xs" c="dimmed">
            Made in QuickBooks for customers of planned deals, and linked to no milestone.
          </Text>
        </div>
        <SegmentedControl
          size="xs"
          aria-label="Which invoices"
          value={which}
          onChange={(value) => setWhich(value === 'aside' ? 'aside' : 'open')}
          data={[
            { value: 'open', label: 'To place' },
            { value: 'aside', label: 'Set aside' },
          ]}
        />
      </Group>
      {list.isPending && (
        <Stack px="md" gap={0}>
          <RowSkeletons rows={3} height={57} />
        </Stack>
      )}
      {list.isError && (
        <ProblemNotice problem={problemFrom(list.error)} onRetry={() => void list.refetch()} />
      )}
      {list.isSuccess && rows.length === 0 && (
        <EmptyState
          title={which === 'open' ? 'Every invoice has its place' : 'Nothing is set aside'}
          detail={
            which === 'open'
              ? 'What somebody makes in QuickBooks for a customer of a planned deal appears here, with the milestone it looks like.'
              : 'Invoices that somebody said are none of yours appear here, and can be taken back.'
          }
        />
      )}
      {rows.length > 0 && (
        <ul className={classes['list']} aria-label="Invoices nobody has placed">
          {rows.map((invoice) => (
            <UnplacedRow key={invoice.invoiceId} invoice={invoice} onPlace={() => place(invoice.invoiceId)} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Group justify="center" p="sm">
          <Button
            variant="default"
            size="xs"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Show more
          </Button>
        </Group>
      )}
      {placing !== null && <PlaceDialog invoiceId={placing} onClose={() => place(null)} />}
    </Paper>
  )
}

interface UnplacedRowProps {
  readonly invoice: UnplacedView
  readonly onPlace: () => void
}

function UnplacedRow({ invoice, onPlace }: UnplacedRowProps) {
  const me = useMe()
  const aside = useSetAside(invoice)
  const name = invoiceName(invoice)
  return (
    <li className={classes['row']}>
      <div className={classes['what']}>
        <Text fw={600}>
          {invoice.link === null ? (
            name
          ) : (
            <Anchor href={invoice.link} target="_blank" rel="noreferrer" inherit underline="always">
              {name}
            </Anchor>
          )}
          {invoice.customer === null ? '' : ` · ${invoice.customer}`}
        </Text>
        <Text size="xs" c="dimmed" lineClamp={2}>
          {[invoice.issuedOn === null ? null : dayText(invoice.issuedOn), looksLike(invoice)]
            .filter((words) => words !== null)
            .join(' · ')}
        </Text>
      </div>
      <div className={classes['money']}>{invoice.net !== null && <Amount of={invoice.net} fw={600} />}</div>
      <Group gap={4} wrap="nowrap" className={classes['actions']}>
        {may(me.data, 'bookkeeper') && (
          <>
            <Button size="xs" variant="default" aria-label={`Place ${name}`} onClick={onPlace}>
              Place…
            </Button>
            <Button
              size="xs"
              variant="subtle"
              aria-label={
                invoice.setAsideBy === null ? `${name} is not one of ours` : `Look at ${name} again`
              }
              loading={aside.isPending}
              onClick={() => aside.mutate(invoice.setAsideBy === null)}
            >
              {invoice.setAsideBy === null ? 'Not ours' : 'Take back'}
            </Button>
          </>
        )}
      </Group>
    </li>
  )
}

/** "Looks like “Strategy” of Brand Redesign: same amount, name in line 1". */
function looksLike({ copyOf, places: [best], twice: [double], setAsideBy }: UnplacedView): string {
  if (setAsideBy !== null) return `${setAsideBy} said that it is none of yours`
  if (copyOf !== null) return `A copy of our invoice ${copyOf}: the client may be asked to pay twice`
  if (best) {
    const names = best.milestones.map(({ name }) => `“${name}”`).join(', ')
    return `Looks like ${names} of ${best.dealName}: ${best.reasons.join(', ')}`
  }
  if (double) return `“${double.milestone.name}” of ${double.dealName} looks the same, and is billed already`
  return 'Looks like no milestone that is planned'
}
