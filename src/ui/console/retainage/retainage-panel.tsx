import { Anchor, Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import type { DealPageView } from '../../../http/contract/deal'
import type { RetainageView } from '../../../http/contract/retainage'
import { Figure } from '../../parts/figure'
import { minorOf } from '../../parts/minor-units'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { ReleaseDialog } from './release-dialog'
import { RetainageLines } from './retainage-lines'
import classes from './retainage-panel.module.css'
import { payApplicationHref, usePayApplication, useRetainage } from './use-retainage'

interface RetainagePanelProps {
  readonly page: DealPageView
  /** Whether the dialog that releases is open; it lives in the address. */
  readonly releasing: boolean
  readonly onRelease: () => void
  readonly onClose: () => void
}

/** Whether anything is agreed to be held back of this deal, or is held back although nothing is agreed any more. */
function concernsRetainage({ schedule, figures }: DealPageView): boolean {
  if (schedule === null) return false
  const agreed = schedule.retainage !== undefined && schedule.retainage !== null
  const own = schedule.milestones.some(({ retainage }) => retainage !== undefined)
  const held = figures?.retained
  return agreed || own || (held !== undefined && held !== null && minorOf(held) !== 0n)
}

/** What is held back of the invoices, what it is made of, and its release. */
export function RetainagePanel({ page, releasing, onRelease, onClose }: RetainagePanelProps) {
  const dealId = page.deal.id
  const concerns = concernsRetainage(page)
  const reading = useRetainage(dealId, [page.state?.version, page.figures], concerns)
  const me = useMe()
  if (!concerns) return null
  const retainage = reading.data
  const most = retainage?.releasable ?? null
  const some = most !== null && minorOf(most) > 0n
  // A plan that a merge set aside still releases what it holds; one of a deleted deal does not.
  const stopped = page.deal.archived && page.mergedInto === null
  const releases = some && may(me.data, 'bookkeeper') && !stopped
  return (
    <Paper withBorder p="md" component="section" aria-label="Retainage">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="sm">
          <Title order={2} size="h3">
            Retainage
          </Title>
          {releases && (
            <Button variant="default" size="xs" onClick={onRelease}>
              Release retainage…
            </Button>
          )}
        </Group>
        {reading.isPending && <Skeleton height={132} aria-hidden="true" />}
        {reading.isError && (
          <ProblemNotice problem={problemFrom(reading.error)} onRetry={() => void reading.refetch()} />
        )}
        {retainage !== undefined && <RetainageFacts retainage={retainage} />}
        {some && !releases && !stopped && (
          <Text size="xs" c="dimmed">
            A bookkeeper, an admin or the owner can release it.
          </Text>
        )}
        <ApplicationLine dealId={dealId} version={[page.state?.version, page.figures]} />
      </Stack>
      {releasing && releases && <ReleaseDialog dealId={dealId} most={most} onClose={onClose} />}
    </Paper>
  )
}

function RetainageFacts({ retainage }: { readonly retainage: RetainageView }) {
  const { agreed, heldBack, released, releasing, releasable, lines } = retainage
  const underWay = minorOf(releasing) > 0n
  return (
    <>
      <Text>
        {agreed === null
          ? 'Nothing is agreed to be held back of later invoices.'
          : `Held back of each milestone’s invoice, unless it says otherwise: ${agreed}.`}
      </Text>
      <div className={classes['figures']}>
        <Figure label="Held back" of={heldBack}>
          on invoices in QuickBooks
        </Figure>
        <Figure label="Released" of={released}>
          {underWay ? `${moneyText(releasing)} more on its way` : 'on invoices of its own'}
        </Figure>
        <Figure label="Can be released" of={releasable}>
          {releasable === null ? 'unknown until all are read' : 'net of tax'}
        </Figure>
      </div>
      {lines.length > 0 && <RetainageLines lines={lines} />}
    </>
  )
}

/** The newest application for payment, and the way to it on paper. */
function ApplicationLine({ dealId, version }: { readonly dealId: string; readonly version: unknown }) {
  const reading = usePayApplication(dealId, version, true)
  const application = reading.data
  if (reading.isPending) return <Skeleton height={20} aria-hidden="true" />
  if (application === undefined) {
    return (
      <Text size="sm" c="dimmed">
        {problemFrom(reading.error).detail}
      </Text>
    )
  }
  return (
    <Text size="sm" className={classes['application'] ?? ''}>
      Application for payment {application.number}: <b className="tabular">{moneyText(application.due)}</b>{' '}
      due, {moneyText(application.balanceToFinish)} to finish.{' '}
      <Anchor href={payApplicationHref(dealId)} target="_blank" rel="noreferrer" inherit underline="always">
        Open it as a PDF ↗
      </Anchor>
    </Text>
  )
}
