import { Anchor, Paper, Text } from '@mantine/core'
import type { DealPageView } from '../../../http/contract/deal'
import { Amount } from '../../parts/amount'
import { Day } from '../../parts/moment'
import classes from './invoice-money.module.css'
import { unappliedWords } from './money-words'

/** What a deal's customers have paid, or were credited, and nobody applied to an invoice. */
export function UnappliedNotice({ unapplied }: Pick<DealPageView, 'unapplied'>) {
  if (unapplied.length === 0) return null
  return (
    <Paper withBorder p="md" mt="md" component="section" aria-label="Not applied">
      <Text size="sm" c="dimmed" mb="sm">
        Not applied to any invoice in QuickBooks: it is the customer’s, and no part of what is paid here.
      </Text>
      <ul className={classes['list']}>
        {unapplied.map((each) => (
          <li key={`${each.kind} ${each.quickbooksId}`}>
            <span className={classes['what']}>
              {each.link === null ? (
                <span>{unappliedWords(each)}</span>
              ) : (
                <Anchor href={each.link} target="_blank" rel="noreferrer" inherit>
                  {unappliedWords(each)} ↗
                </Anchor>
              )}
              {each.on !== null && (
                <Text span size="xs" c="dimmed">
                  <Day at={each.on} />
                </Text>
              )}
            </span>
            <Amount of={each.left} />
          </li>
        ))}
      </ul>
    </Paper>
  )
}
