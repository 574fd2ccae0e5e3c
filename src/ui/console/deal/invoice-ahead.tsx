import { Skeleton } from '@mantine/core'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { InvoicePapers } from './invoice-paper'
import { Fact } from './milestone-facts'
import { PreflightList } from './preflight-list'
import { useInvoiceAhead } from './use-invoice-ahead'

/** Before it is billed: what QuickBooks would refuse, and the invoice as it will read. */
export function InvoiceAhead({ milestoneId }: { readonly milestoneId: string }) {
  const { preview, preflight } = useInvoiceAhead(milestoneId)
  const checks = preflight.data?.filter((check) => check.check !== 'completed')
  const failing = checks?.some((check) => !check.ok) ?? false
  return (
    <>
      <Fact name="Checked for QuickBooks">
        {preflight.isPending && <Skeleton height={20} aria-hidden="true" />}
        {checks !== undefined && <PreflightList checks={checks} onlyFailed />}
        {preflight.isError && (
          <ProblemNotice problem={problemFrom(preflight.error)} onRetry={() => void preflight.refetch()} />
        )}
      </Fact>
      {!(preview.isError && failing) && (
        <Fact
          name={
            preview.data?.others.length ? 'The invoices as they will read' : 'The invoice as it will read'
          }
        >
          {preview.isPending && <Skeleton height={220} aria-hidden="true" />}
          {preview.data !== undefined && <InvoicePapers preview={preview.data} />}
          {preview.isError && (
            <ProblemNotice problem={problemFrom(preview.error)} onRetry={() => void preview.refetch()} />
          )}
        </Fact>
      )}
    </>
  )
}
