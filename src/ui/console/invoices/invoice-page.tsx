import { Anchor, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { IconFileTypePdf } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { InvoicePageView } from '../../../http/contract/invoice'
import { Amount } from '../../parts/amount'
import { today } from '../../parts/day-text'
import { InvoicePill } from '../../parts/invoice-pill'
import { lateText } from '../../parts/invoice-words'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { InvoicePaper } from '../deal/invoice-paper'
import { PreflightList } from '../deal/preflight-list'
import { RemindersPanel } from '../reminders/reminders-panel'
import { PageSkeleton } from '../shell/page-skeleton'
import { PageTitle } from '../shell/page-title'
import { buttonWords, HandOverDialog } from './hand-over-dialog'
import { InvoiceMoney } from './invoice-money'
import classes from './invoice-page.module.css'
import { InvoiceDifferences, InvoiceFiles, InvoiceSubjects, InvoiceTimeline } from './invoice-story'
import { PayLinkButton } from './pay-link-button'
import { PreparedForm } from './prepared-form'
import { type HandOver, useInvoice } from './use-invoice'

/** One invoice: how it reads, how it stands, and what can be done with it. */
export function InvoicePage({ invoiceId }: { readonly invoiceId: string }) {
  const invoice = useInvoice(invoiceId)
  if (invoice.data !== undefined) return <Invoice page={invoice.data} />
  if (!invoice.isError) return <PageSkeleton />
  return (
    <Stack gap="md">
      <PageTitle>Invoice</PageTitle>
      <ProblemNotice problem={problemFrom(invoice.error)} onRetry={() => void invoice.refetch()} />
    </Stack>
  )
}

function Invoice({ page }: { readonly page: InvoicePageView }) {
  const [asked, setAsked] = useState<HandOver | null>(null)
  const [editing, setEditing] = useState(false)
  const { invoice, actions } = page
  const late = lateText(invoice, today())
  const isPrepared = invoice.status === 'prepared'
  // What is being changed is saved first: what is generated is what was looked at.
  const steps = (['post', 'send', 'mark_delivered'] as const).filter(
    (step) => actions.includes(step) && !editing,
  )
  const failed = page.checks.filter((check) => !check.ok)
  return (
    <Stack gap="md">
      <Anchor component={Link} href="/invoices" size="sm">
        All invoices
      </Anchor>
      <Group justify="space-between" align="start">
        <div>
          <PageTitle>
            {isPrepared ? 'Prepared invoice' : `Invoice ${invoice.docNumber ?? ''}`.trim()}
          </PageTitle>
          <Group gap="sm" mt={4}>
            <InvoicePill status={invoice.status} />
            {late !== null && <Text className={classes['late'] ?? ''}>{late}</Text>}
            <Anchor component={Link} href={`/customers/${encodeURIComponent(invoice.customerId)}`} c="dimmed">
              {page.paper.customer}
            </Anchor>
            {invoice.link !== null && (
              <Anchor href={invoice.link} target="_blank" rel="noreferrer">
                QuickBooks ↗
              </Anchor>
            )}
          </Group>
        </div>
        <Group gap="sm">
          {actions.includes('edit') && !editing && (
            <Button variant="default" onClick={() => setEditing(true)}>
              Change
            </Button>
          )}
          {steps.map((step) => {
            const how = step === 'mark_delivered' ? 'mark-delivered' : step
            const main = step === 'post' || (step === 'send' && !isPrepared)
            return (
              <Button key={step} {...(main ? {} : { variant: 'default' })} onClick={() => setAsked(how)}>
                {buttonWords(page, how)}
              </Button>
            )
          })}
        </Group>
      </Group>
      {page.outdated !== null && <Notice>{page.outdated}</Notice>}
      {isPrepared && (
        <Text c="dimmed">
          Not in QuickBooks yet: it holds its amount of the contract until{' '}
          {actions.includes('edit') ? 'you generate it' : 'a bookkeeper, an admin or the owner generates it'}.
        </Text>
      )}
      {failed.length > 0 && (
        <Paper withBorder p="md">
          <Text fw={600} mb="sm">
            Before it can be generated:
          </Text>
          <PreflightList checks={failed} />
        </Paper>
      )}
      {editing ? (
        <PreparedForm page={page} onClose={() => setEditing(false)} />
      ) : (
        <div className={classes['split']}>
          <Stack gap="md">
            <InvoicePaper preview={page.paper} />
            {page.total !== null && <Sums page={page} />}
          </Stack>
          <Stack gap="md">
            <Handing page={page} />
            {invoice.quickbooksId !== null && (
              <RemindersPanel invoiceId={invoice.id} customer={page.paper.customer} />
            )}
            <InvoiceMoney page={page} />
            <InvoiceSubjects invoice={invoice} />
            <InvoiceTimeline timeline={page.timeline} />
            {invoice.quickbooksId !== null && page.paper.body !== null && (
              <InvoiceDifferences differences={page.differences} />
            )}
            <InvoiceFiles files={page.files} filesAhead={page.filesAhead} />
          </Stack>
        </div>
      )}
      {asked !== null && <HandOverDialog page={page} how={asked} onClose={() => setAsked(null)} />}
    </Stack>
  )
}

const Notice = ({ children }: { readonly children: string }) => (
  <Paper withBorder p="md" role="alert">
    <Text>{children}</Text>
  </Paper>
)

/** What QuickBooks made of it: tax, total, what is paid and open. */
function Sums({ page: { tax, total, paid, invoice } }: { readonly page: InvoicePageView }) {
  const rows = [
    ['Tax', tax],
    ['Total', total],
    ['Paid', paid],
    ['Open', invoice.balance],
  ] as const
  return (
    <Paper withBorder p="md">
      <dl className={classes['sums']}>
        {rows.map(([name, money]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Amount of={money} />
            </dd>
          </div>
        ))}
      </dl>
    </Paper>
  )
}

/** What a client can be given: the PDF, and where to pay. */
function Handing({ page: { invoice, actions } }: { readonly page: InvoicePageView }) {
  if (!actions.includes('pdf') && !actions.includes('pay_link')) return null
  const pdf = `/api/v1/invoices/${encodeURIComponent(invoice.id)}.pdf`
  return (
    <Paper withBorder p="md">
      <Group gap="sm" align="start">
        {actions.includes('pdf') && (
          <Button
            component="a"
            href={pdf}
            target="_blank"
            rel="noreferrer"
            variant="default"
            leftSection={<IconFileTypePdf size={16} aria-hidden />}
          >
            Open the PDF
          </Button>
        )}
        {actions.includes('pay_link') && <PayLinkButton id={invoice.id} />}
      </Group>
    </Paper>
  )
}
