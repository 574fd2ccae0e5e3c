import { Code, Stack, Text } from '@mantine/core'
import type { InvoicePreviewView } from '../../../http/contract/billing'
import { Amount } from '../../parts/amount'
import { Day } from '../../parts/moment'
import classes from './invoice-paper.module.css'
import { invoicesAhead, type OnePreview } from './invoices-ahead'

/** Every payer's invoice, one below the other. */
export function InvoicePapers({ preview }: { readonly preview: InvoicePreviewView }) {
  return (
    <Stack gap="sm">
      {invoicesAhead(preview).map((one) => (
        <InvoicePaper key={one.customer} preview={one} />
      ))}
    </Stack>
  )
}

/** The invoice as the client will read it, line by line. */
export function InvoicePaper({ preview }: { readonly preview: OnePreview }) {
  return (
    <div className={classes['paper']}>
      <div className={classes['head']}>
        <div>
          <Text size="xs" c="dimmed">
            Invoice to
          </Text>
          <Text fw={600}>{preview.customer}</Text>
          <Text size="xs" c="dimmed">
            {preview.email ?? 'no e-mail address'}
          </Text>
        </div>
        <dl className={classes['dates']}>
          <dt>Date</dt>
          <dd>
            <Day at={preview.issuedOn} />
          </dd>
          {preview.dueOn !== null && (
            <>
              <dt>Due</dt>
              <dd>
                <Day at={preview.dueOn} />
              </dd>
            </>
          )}
          {preview.terms !== null && (
            <>
              <dt>Terms</dt>
              <dd>{preview.terms}</dd>
            </>
          )}
        </dl>
      </div>
      {preview.lines.map((line) => (
        <div key={line.text.join('\n')} className={classes['line']}>
          <div>
            {line.text.map((text, at) => (
              <Text key={text} {...(at === 0 ? { fw: 600 } : { size: 'xs' })}>
                {text}
              </Text>
            ))}
            <Text size="xs" c="dimmed">
              {line.priced === undefined ? line.item : `${line.item} · ${line.priced}`}
            </Text>
          </div>
          <Amount of={line.amount} />
        </div>
      ))}
      <div className={classes['sum']}>
        <span>Subtotal</span>
        <Amount of={preview.subtotal} fw={600} />
      </div>
      <Text size="xs" c="dimmed">
        {preview.taxNote}
      </Text>
      {preview.memo !== null && (
        <Text size="xs" style={{ whiteSpace: 'pre-line' }}>
          {preview.memo}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        Note: {preview.marker}
      </Text>
      <details className={classes['exact']}>
        <summary>What is sent to QuickBooks, exactly</summary>
        <Code block>{JSON.stringify(preview.body, null, 2)}</Code>
      </details>
    </div>
  )
}
