import { Anchor, Text } from '@mantine/core'
import type { RetainageView } from '../../../http/contract/retainage'
import { Amount } from '../../parts/amount'
import { Day } from '../../parts/moment'
import classes from './retainage-panel.module.css'

type Line = RetainageView['lines'][number]

/** The invoices behind the number: what each holds back, and what each releases. */
export function RetainageLines({ lines }: { readonly lines: readonly Line[] }) {
  const count = lines.length === 1 ? '1 line' : `${lines.length} lines`
  return (
    <details className={classes['made']}>
      <summary>What it is made of: {count} of invoices</summary>
      <ul className={classes['list']}>
        {lines.map((line) => (
          <li key={`${line.invoiceId} ${line.kind} ${line.milestone?.id}`} className={classes['row']}>
            <span>
              <InvoiceName line={line} />
              {line.customer !== null && <> · {line.customer}</>}
            </span>
            <Text span size="xs" c="dimmed">
              {line.kind === 'released' ? 'released' : `held back of ${line.milestone?.name ?? 'its work'}`}
              {line.onItsWay && ', on its way'}
              {line.on !== null && (
                <>
                  {' '}
                  · <Day at={line.on} />
                </>
              )}
            </Text>
            <Amount of={line.amount} />
          </li>
        ))}
      </ul>
    </details>
  )
}

function InvoiceName({ line }: { readonly line: Line }) {
  const words = line.docNumber === null ? 'Invoice' : `Invoice ${line.docNumber}`
  if (line.link === null) return <>{words}</>
  return (
    <Anchor href={line.link} target="_blank" rel="noreferrer" inherit>
      {words} ↗
    </Anchor>
  )
}
