import { Skeleton, Stack, Text } from '@mantine/core'
import { IconFileInvoice } from '@tabler/icons-react'
import type { InvoicePreviewView, PreflightCheckView } from '../../../http/contract/billing'
import { dayText } from '../../parts/day-text'
import { moneyText } from '../../parts/money-text'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { PreflightList } from './preflight-list'
import { useInvoiceAhead } from './use-invoice-ahead'
import classes from './will-happen.module.css'

/** "Creates an invoice for Acme Corp · $15,000.00 · due 28 Nov · posted in QuickBooks, not e-mailed". */
export function invoiceSentence(preview: InvoicePreviewView): string {
  return [
    `Creates an invoice for ${preview.customer}`,
    moneyText(preview.subtotal),
    preview.dueOn === null ? null : `due ${dayText(preview.dueOn)}`,
    preview.delivery,
  ]
    .filter((part) => part !== null)
    .join(' · ')
}

/** The checks that hold an invoice back; whether the work is completed is what the dialog itself will change. */
export function holdingBack(checks: readonly PreflightCheckView[]): PreflightCheckView[] {
  return checks.filter((check) => !check.ok && check.check !== 'completed')
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
  const loading = preview.isPending || preflight.isPending
  return (
    <div className={classes['box']} data-held={failing.length > 0 || undefined} aria-live="polite">
      {loading && <Skeleton height={40} aria-hidden="true" />}
      {!loading && preview.data !== undefined && failing.length === 0 && (
        <Text className={classes['sentence'] ?? ''}>
          <IconFileInvoice size={20} aria-hidden />
          <span>{invoiceSentence(preview.data)}</span>
        </Text>
      )}
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
