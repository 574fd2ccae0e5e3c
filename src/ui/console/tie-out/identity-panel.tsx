import { Paper, Text } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import type { TieOutView } from '../../../http/contract/tie-out'
import { Amount } from '../../parts/amount'
import { minorOf } from '../../parts/minor-units'
import { Day } from '../../parts/moment'
import { DocumentLink, NamedWords } from '../reconcile/document-link'
import classes from './tie-out.module.css'

type Identity = TieOutView['identities'][number]
type Term = Identity['left']

/** What is held against what. */
const titles: Readonly<Record<Identity['id'], string>> = {
  A: 'The contract',
  B: 'What was invoiced',
  C: 'How it was settled',
  D: 'A credit memo',
  E: 'A payment',
}
const states = { part: null, closed: 'closed', open: 'open' } as const

/** Two ways to one sum: each figure opens the documents that it comes from; a difference is named. */
export function IdentityPanel({ identity }: { readonly identity: Identity }) {
  const { id, document, left, right, difference, holds, items } = identity
  const shown = right.filter(({ amount }) => amount === null || minorOf(amount) !== 0n)
  // What one document comes to is that document: it is named once, at the top.
  const opens = document === null
  return (
    <Paper withBorder p="md" component="section" aria-label={`${titles[id]}: ${left.name}`}>
      <Text size="xs" c="dimmed">
        {titles[id]}
        {document !== null && (
          <>
            {': '}
            <DocumentLink of={document} />
            {document.on !== null && (
              <>
                {', '}
                <Day at={document.on} />
              </>
            )}
          </>
        )}
      </Text>
      <div className={classes['sum']}>
        <Figure term={left} strong opens={opens} />
        {shown.map((term) => (
          <Figure key={term.name} term={term} opens={opens} />
        ))}
        {!holds && (
          <div className={classes['difference']}>
            <span>Difference</span>
            <Amount of={difference} fw={600} />
          </div>
        )}
      </div>
      {items.length > 0 && (
        <ul className={classes['items']}>
          {items.map(({ what, amount, document: about, state }, at) => (
            // Two lines of one invoice may read the same.
            // biome-ignore lint/suspicious/noArrayIndexKey: they are never reordered
            <li key={at}>
              <span>
                <NamedWords what={what} of={about} />
                {states[state] !== null && (
                  <Text span inherit c={state === 'open' ? 'var(--mp-waiting-ink)' : 'dimmed'}>
                    {' '}
                    · {states[state]}
                  </Text>
                )}
              </span>
              <Amount of={amount} />
            </li>
          ))}
        </ul>
      )}
    </Paper>
  )
}

interface FigureProps {
  readonly term: Term
  readonly strong?: boolean
  readonly opens: boolean
}

/** A figure of an identity; where documents stand behind it, it opens them. */
function Figure({ term: { name, amount, documents }, strong = false, opens }: FigureProps) {
  const line = (
    <>
      <span>{name}</span>
      <Amount of={amount} {...(strong ? { fw: 600 } : {})} />
    </>
  )
  if (!opens || documents.length === 0)
    return (
      <div className={classes['term']} data-strong={strong || undefined}>
        {line}
      </div>
    )
  return (
    <details className={classes['figure']}>
      <summary className={classes['term']} data-strong={strong || undefined}>
        <IconChevronRight size={14} aria-hidden className={classes['chevron'] ?? ''} />
        {line}
      </summary>
      <ul className={classes['documents']}>
        {documents.map(({ document, amount: adds }) => (
          <li key={`${document.kind} ${document.quickbooksId}`}>
            <span>
              <DocumentLink of={document} />
              {document.on !== null && (
                <Text span inherit c="dimmed">
                  {', '}
                  <Day at={document.on} />
                </Text>
              )}
            </span>
            <Amount of={adds} />
          </li>
        ))}
      </ul>
    </details>
  )
}
