import { Anchor, Checkbox, Select, Text } from '@mantine/core'
import type { FoundInvoiceView } from '../../../http/contract/catch-up'
import { Amount } from '../../parts/amount'
import { InvoicePill } from '../../parts/invoice-pill'
import { Day } from '../../parts/moment'
import { Pill } from '../../parts/status-pill'
import classes from './catch-up.module.css'
import { invoiceLabel, type LinkChoice, type LinkRow } from './link-draft'

interface CatchUpRowProps {
  readonly row: LinkRow
  /** Invoices that can be linked, newest first. */
  readonly invoices: readonly FoundInvoiceView[]
  readonly onChoose: (key: string, choice: LinkChoice) => void
}

const sure = {
  high: { word: 'Fits', meaning: 'paid' },
  likely: { word: 'Likely', meaning: 'billed' },
  possible: { word: 'Possible', meaning: 'waiting' },
} as const

/** So many invoices are offered at once; typing a number or an amount narrows them. */
const OFFERED = 50

function MilestoneSide({ row }: { readonly row: LinkRow }) {
  const { milestone } = row
  const when = milestone.completedOn ?? milestone.plannedOn
  return (
    <div className={classes['milestone']}>
      <Text fw={600} className={classes['words'] ?? ''}>
        {milestone.code} {milestone.name}
      </Text>
      <Text size="xs" c="dimmed">
        <Amount of={milestone.amount} c="var(--mp-ink)" />
        {when !== null && (
          <>
            {milestone.completedOn === null ? ' · planned ' : ' · completed '}
            <Day at={when} />
          </>
        )}
      </Text>
    </div>
  )
}

/** What the chosen invoice is, as it stands in QuickBooks. */
function InvoiceFacts({ invoice }: { readonly invoice: FoundInvoiceView }) {
  const [first] = invoice.words
  return (
    <div className={classes['facts']}>
      <InvoicePill status={invoice.status} />
      <Text size="xs" c="dimmed" className={classes['words'] ?? ''} lineClamp={2}>
        {invoice.tax !== null && !/^0(\.0*)?$/.test(invoice.tax.amount) && (
          <>
            <Amount of={invoice.total} /> with tax ·{' '}
          </>
        )}
        {first !== undefined && `“${first}”`}
        {invoice.words.length > 1 && ` and ${invoice.words.length - 1} more`}
      </Text>
      {invoice.link !== null && (
        <Anchor href={invoice.link} target="_blank" rel="noreferrer" size="xs">
          QuickBooks ↗
        </Anchor>
      )}
    </div>
  )
}

function Reasons({ row }: { readonly row: LinkRow }) {
  const { proposal, invoiceId, milestone } = row
  if (proposal === null) {
    return (
      <Text size="xs" c="dimmed" className={classes['reasons'] ?? ''}>
        {invoiceId === null ? (milestone.note ?? 'No invoice chosen.') : 'Your choice.'}
      </Text>
    )
  }
  const look = sure[proposal.confidence]
  return (
    <div className={classes['reasons']}>
      <Pill meaning={look.meaning}>{look.word}</Pill>
      <Text size="xs" c="dimmed" className={classes['words'] ?? ''}>
        {proposal.reasons.join(' · ')}
      </Text>
    </div>
  )
}

/** A milestone, the invoice that bills it, and why that is believed. */
export function CatchUpRow({ row, invoices, onChoose }: CatchUpRowProps) {
  const { key, milestone, invoiceId, ticked } = row
  const chosen = invoices.find((invoice) => invoice.invoiceId === invoiceId)
  return (
    <li className={classes['row']} data-ticked={ticked || undefined}>
      <Checkbox
        checked={ticked}
        disabled={invoiceId === null}
        onChange={(event) => onChoose(key, { invoiceId, ticked: event.currentTarget.checked })}
        aria-label={`Link an invoice to ${milestone.name}`}
        className={classes['tick'] ?? ''}
      />
      <MilestoneSide row={row} />
      <div className={classes['invoice']}>
        <Select
          aria-label={`Invoice for ${milestone.name}`}
          placeholder="Choose an invoice"
          data={invoices.map((invoice) => ({ value: invoice.invoiceId, label: invoiceLabel(invoice) }))}
          value={invoiceId}
          onChange={(next) => onChoose(key, { invoiceId: next, ticked: next !== null })}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': `No invoice for ${milestone.name}` }}
          limit={OFFERED}
          nothingFoundMessage="No invoice is called that"
        />
        {chosen !== undefined && <InvoiceFacts invoice={chosen} />}
      </div>
      <Reasons row={row} />
    </li>
  )
}
