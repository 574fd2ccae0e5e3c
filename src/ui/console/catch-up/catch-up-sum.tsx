import { Button, Paper, Text } from '@mantine/core'
import { IconLink } from '@tabler/icons-react'
import type { CatchUpInput, LinkedView } from '../../../http/contract/catch-up'
import { figureText, moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import classes from './catch-up.module.css'
import { completesText, invoicesText, type LinkRow } from './link-draft'
import { useLinkAhead } from './use-catch-up'

interface CatchUpSumProps {
  readonly dealId: string
  readonly rows: readonly LinkRow[]
  readonly links: CatchUpInput['links']
  readonly busy: boolean
  /** Whether these very links were made already, and what is shown is about to be read again. */
  readonly isDone: boolean
  /** What was refused when it was tried. */
  readonly error: unknown
  readonly onLink: () => void
}

/** "Invoice 1042 bills $500.00 less than its milestone", for each that does. */
function differences(ahead: LinkedView): string[] {
  return ahead.links.flatMap(({ docNumber, invoiceId, milestones, difference }) => {
    if (difference === null) return []
    const less = difference.amount.startsWith('-')
    const amount = moneyText({ ...difference, amount: difference.amount.replace('-', '') })
    const than = milestones.length === 1 ? 'its milestone' : 'its milestones'
    return [`Invoice ${docNumber ?? invoiceId} bills ${amount} ${less ? 'less' : 'more'} than ${than}.`]
  })
}

/** What linking will do, in words and before it is done, with its one button. */
export function CatchUpSum({ dealId, rows, links, busy, isDone, error, onLink }: CatchUpSumProps) {
  const ahead = useLinkAhead(dealId, links, !busy && !isDone)
  const none = links.length === 0
  const failed = error ?? ahead.error
  const known = none || ahead.isError ? undefined : ahead.data
  return (
    <Paper withBorder className={classes['sum'] ?? ''} component="section" aria-label="What will happen">
      <div className={classes['says']} aria-live="polite">
        {none && <Text c="dimmed">Tick what fits. Nothing is linked before you press the button.</Text>}
        {known !== undefined && (
          <>
            <Text fw={600}>
              {invoicesText(links.length)}, <span className="tabular">{moneyText(known.counts)}</span> will
              count as billed
            </Text>
            <Text size="xs" c="dimmed">
              <span className="tabular">{figureText(known.remaining)}</span> stays to bill.{' '}
              {completesText(rows)} Nothing is sent, and QuickBooks is not touched.
            </Text>
            {differences(known).map((text) => (
              <Text key={text} size="xs">
                {text} You will be asked about it.
              </Text>
            ))}
          </>
        )}
        {!none && known === undefined && failed === null && <Text c="dimmed">Adding up…</Text>}
        {!none && failed !== null && <ProblemNotice problem={problemFrom(failed)} />}
      </div>
      <Button
        leftSection={<IconLink size={16} aria-hidden />}
        disabled={none || known === undefined || ahead.isPlaceholderData}
        loading={busy}
        onClick={onLink}
      >
        {none ? 'Link invoices' : `Link ${invoicesText(links.length)}`}
      </Button>
    </Paper>
  )
}
