import { Anchor, Button, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { FoundInvoiceView } from '../../../http/contract/catch-up'
import { Amount } from '../../parts/amount'
import { InvoicePill } from '../../parts/invoice-pill'
import { Day } from '../../parts/moment'
import classes from './catch-up.module.css'

interface FoundInvoicesProps {
  readonly title: string
  readonly invoices: readonly FoundInvoiceView[]
  /** Why this one is here. */
  readonly say: (invoice: FoundInvoiceView) => string
}

const AT_FIRST = 10
const MORE = 100

function FoundRow({ invoice, why }: { readonly invoice: FoundInvoiceView; readonly why: string }) {
  const number = invoice.docNumber ?? `no. ${invoice.invoiceId}`
  return (
    <li className={classes['found']}>
      <span className={classes['number']}>
        {invoice.link === null ? (
          <b>{number}</b>
        ) : (
          <Anchor href={invoice.link} target="_blank" rel="noreferrer" fw={600} className="tabular">
            {number} ↗
          </Anchor>
        )}
        <Text size="xs" c="dimmed">
          {invoice.issuedOn !== null && <Day at={invoice.issuedOn} />}
        </Text>
      </span>
      <span className={classes['why']}>
        <Text className={classes['words'] ?? ''} lineClamp={1}>
          {invoice.words[0] ?? 'No description'}
        </Text>
        <Text size="xs" c="dimmed" className={classes['words'] ?? ''}>
          {why}
        </Text>
      </span>
      <span className={classes['amount']}>
        <Amount of={invoice.net} />
        <InvoicePill status={invoice.status} />
      </span>
    </li>
  )
}

/** Invoices that nothing is proposed for, each with its reason; a long list opens bit by bit. */
export function FoundInvoices({ title, invoices, say }: FoundInvoicesProps) {
  const [shown, setShown] = useState(AT_FIRST)
  if (invoices.length === 0) return null
  const left = invoices.length - shown
  return (
    <Stack gap="xs" component="section" aria-label={title}>
      <Title order={2}>
        {title} <span className="tabular">{invoices.length}</span>
      </Title>
      <Paper withBorder>
        <ul className={classes['list']}>
          {invoices.slice(0, shown).map((invoice) => (
            <FoundRow key={invoice.invoiceId} invoice={invoice} why={say(invoice)} />
          ))}
        </ul>
      </Paper>
      {left > 0 && (
        <Button variant="subtle" mx="auto" onClick={() => setShown(shown + MORE)}>
          Show {Math.min(left, MORE)} more
        </Button>
      )}
    </Stack>
  )
}
