import { Anchor, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { SettledByView } from '../../../http/contract/settled-by'
import { Amount } from '../../parts/amount'
import { minorOf } from '../../parts/minor-units'
import { Day } from '../../parts/moment'
import { moneyText } from '../../parts/money-text'
import classes from './money-entry.module.css'
import { entryWords } from './money-words'

interface MoneyEntryProps {
  readonly entry: SettledByView[number]
  /** What can be done with it. */
  readonly children?: ReactNode
}

/** One document that settled something of an invoice: a line of a list. */
export function MoneyEntry({ entry, children }: MoneyEntryProps) {
  const { amount, total, left, kind } = entry
  const isPart = amount !== null && total !== null && minorOf(amount) !== minorOf(total)
  const isOver = kind === 'payment' && left !== null && minorOf(left) > 0n
  const notes = [
    ...(isPart && entry.applied ? [`of ${moneyText(total)}`] : []),
    ...(isOver ? [`${moneyText(left)} of it not applied`] : []),
    ...(kind === 'refund' ? ['given back: paid and open stay'] : []),
  ]
  return (
    <li className={classes['entry']}>
      <span className={classes['what']}>
        {kind === 'refund' ? (
          <Anchor component={Link} href={`/refunds/${encodeURIComponent(entry.quickbooksId)}`} inherit>
            {entryWords(entry)}
          </Anchor>
        ) : (
          <DocumentName link={entry.link}>{entryWords(entry)}</DocumentName>
        )}
        <Text span size="xs" c="dimmed">
          {entry.on !== null && (
            <>
              {' '}
              <Day at={entry.on} />
            </>
          )}
          {notes.length > 0 && ` · ${notes.join(' · ')}`}
        </Text>
        {children}
      </span>
      <Amount of={amount} />
    </li>
  )
}

/** A document by its name, and the way to it in QuickBooks where it has a page. */
export const DocumentName = ({
  link,
  children,
}: {
  readonly link: string | null
  readonly children: string
}) =>
  link === null ? (
    <Text span inherit>
      {children}
    </Text>
  ) : (
    <Anchor href={link} target="_blank" rel="noreferrer" inherit>
      {children} ↗
    </Anchor>
  )
