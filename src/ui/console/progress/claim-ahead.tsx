import { Skeleton, Stack, Text } from '@mantine/core'
import { IconFileInvoice } from '@tabler/icons-react'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { aheadSentence, invoicesAhead, invoiceWords } from '../deal/invoices-ahead'
import { PreflightList } from '../deal/preflight-list'
import { useInvoiceAhead } from '../deal/use-invoice-ahead'
import { holdingBack } from '../deal/will-happen'
import classes from '../deal/will-happen.module.css'
import { useClaimAhead } from './use-claim-ahead'

interface ClaimAheadProps {
  readonly milestoneId: string
  /** Null while nothing is typed that could be claimed. */
  readonly percent: string | null
  /** Not while the claim is made, nor once it is. */
  readonly isAhead: boolean
  /** Why it makes no invoice yet; null where it does. */
  readonly notYet: string | null
}

/** Before money moves: what the claim bills, to whom, when; or what stands in the way, and its mend. */
export function ClaimAhead({ milestoneId, percent, isAhead, notYet }: ClaimAheadProps) {
  const { preflight } = useInvoiceAhead(milestoneId)
  const ahead = useClaimAhead(milestoneId, percent, isAhead)
  const failing = holdingBack(preflight.data ?? [])
  const lines = ahead.data === undefined ? [] : invoicesAhead(ahead.data)
  return (
    <div className={classes['box']} data-held={failing.length > 0 || undefined} aria-live="polite">
      {percent === null && <Text c="dimmed">Say how much is done to see what it bills.</Text>}
      {percent !== null && ahead.isPending && <Skeleton height={40} aria-hidden="true" />}
      {percent !== null && ahead.isError && <ProblemNotice problem={problemFrom(ahead.error)} />}
      {percent !== null && ahead.data !== undefined && !ahead.isError && (
        <Stack gap="xs">
          <Text className={classes['sentence'] ?? ''}>
            <IconFileInvoice size={20} aria-hidden />
            <span>
              {notYet === null ? aheadSentence(ahead.data) : `${notYet} It bills ${invoiceWords(ahead.data)}`}
            </span>
          </Text>
          {lines.length > 1 && (
            <ul className={classes['each']}>
              {lines.map((invoice) => (
                <li key={invoice.customer}>{invoiceWords(invoice)}</li>
              ))}
            </ul>
          )}
        </Stack>
      )}
      {failing.length > 0 && (
        <Stack gap="sm">
          <Text fw={600}>It is claimed, and billing waits until this is mended:</Text>
          <PreflightList checks={failing} />
        </Stack>
      )}
    </div>
  )
}
