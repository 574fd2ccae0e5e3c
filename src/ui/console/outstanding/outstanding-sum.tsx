import { Paper, Text, Title } from '@mantine/core'
import type { OutstandingSumView } from '../../../http/contract/outstanding'
import { Figure } from '../../parts/figure'
import { minorOf } from '../../parts/minor-units'
import { moneyText } from '../../parts/money-text'
import classes from './outstanding.module.css'
import { ageWords, sumWords } from './outstanding-words'

/** One currency over all customers: what is open, and how old it is. */
export function OutstandingSum({ sum }: { readonly sum: OutstandingSumView }) {
  const { currency, total, covered } = sum
  const isCovered = covered !== null && minorOf(covered) > 0n
  return (
    <Paper withBorder p="md" component="section" aria-label={`All customers in ${currency}`}>
      <Title order={2} size="h4">
        {currency}
      </Title>
      <Text c="dimmed">{sumWords(sum)}</Text>
      <div className={classes['figures']}>
        <Figure label="Open" of={total} big />
        {ageWords.map(([age, words]) => (
          <Figure key={age} label={words} of={sum[age]}>
            {age === 'notDue' && isCovered ? `${moneyText(covered)} covered by credits` : undefined}
          </Figure>
        ))}
      </div>
    </Paper>
  )
}
