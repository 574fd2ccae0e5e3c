import { Skeleton, Stack, Text } from '@mantine/core'
import { IconFileInvoice } from '@tabler/icons-react'
import type { InvoicePreviewView, PreflightCheckView } from '../../../http/contract/billing'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { aheadSentence, invoicesAhead, invoiceWords } from './invoices-ahead'
import { isWarning, PreflightList } from './preflight-list'
import { useInvoiceAhead } from './use-invoice-ahead'
import classes from './will-happen.module.css'

/** The checks that hold an invoice back; whether the work is completed is what the dialog itself will change. */
export function holdingBack(checks: readonly PreflightCheckView[]): PreflightCheckView[] {
  return checks.filter((check) => !check.ok && check.check !== 'completed')
}

/** The lines of an invoice that bills more than the work: why its total is not the milestone's amount. */
function MadeUpOf({ preview: { lines, others } }: { readonly preview: InvoicePreviewView }) {
  if (lines.length < 2 || others.length > 0) return null
  return (
    <ul className={classes['each']} aria-label="Its lines">
      {lines.map(({ text, amount }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two lines may read the same, and none ever moves
        <li key={place}>
          {text[0]}: {moneyText(amount)}
        </li>
      ))}
    </ul>
  )
}

interface WillHappenProps {
  readonly milestoneId: string
  /** What happens although a check fails. */
  readonly meanwhile: string
}

/** Before money moves: what will happen, to whom, how much, when; or what stands in the way, and its mend. */
export function WillHappen({ milestoneId, meanwhile }: WillHappenProps) {
  const { preview, preflight } = useInvoiceAhead(milestoneId)
  const failing = holdingBack(preflight.data ?? [])
  const warnings = (preflight.data ?? []).filter(isWarning)
  const loading = preview.isPending || preflight.isPending
  return (
    <div className={classes['box']} data-held={failing.length > 0 || undefined} aria-live="polite">
      {loading && <Skeleton height={40} aria-hidden="true" />}
      {!loading && preview.data !== undefined && failing.length === 0 && (
        <Text className={classes['sentence'] ?? ''}>
          <IconFileInvoice size={20} aria-hidden />
          <span>{aheadSentence(preview.data)}</span>
        </Text>
      )}
      {!loading && failing.length === 0 && preview.data !== undefined && preview.data.others.length > 0 && (
        <ul className={classes['each']}>
          {invoicesAhead(preview.data).map((invoice) => (
            <li key={invoice.customer}>{invoiceWords(invoice)}</li>
          ))}
        </ul>
      )}
      {!loading && failing.length === 0 && preview.data !== undefined && <MadeUpOf preview={preview.data} />}
      {!loading && failing.length === 0 && warnings.length > 0 && <PreflightList checks={warnings} />}
      {failing.length > 0 && (
        <Stack gap="sm">
          <Text fw={600}>{meanwhile}</Text>
          <PreflightList checks={failing} />
        </Stack>
      )}
      {failing.length === 0 && preview.isError && <ProblemNotice problem={problemFrom(preview.error)} />}
      {failing.length === 0 && !preview.isError && preflight.isError && (
        <ProblemNotice problem={problemFrom(preflight.error)} onRetry={() => void preflight.refetch()} />
      )}
    </div>
  )
}
