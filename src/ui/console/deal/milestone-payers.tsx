import { Text } from '@mantine/core'
import type { MilestoneView } from '../../../http/contract/milestone'
import { Amount } from '../../parts/amount'
import { Fact } from './milestone-facts'
import classes from './milestone-invoices.module.css'
import { payerName, payerStatusWords } from './payer-words'

/** Where several customers pay a milestone: who, how much, and how far each one's invoice is. */
export function MilestonePayers({ milestone }: { readonly milestone: MilestoneView }) {
  if (milestone.payers.length === 0) return null
  return (
    <Fact name="Who pays">
      <ul className={classes['list']}>
        {milestone.payers.map((payer, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: after a merge in QuickBooks two shares may be one customer's
          <li key={`${place} ${payer.customer.quickbooksId}`} className={classes['invoice']}>
            <span>{payerName(payer)}</span>
            <Amount of={payer.amount} fw={600} />
            <Text size="xs" c="dimmed">
              {payerStatusWords[payer.billingStatus]}
            </Text>
          </li>
        ))}
      </ul>
    </Fact>
  )
}
