import { Radio, Stack, Text } from '@mantine/core'
import type { CustomerMatchView } from '../../../http/contract/customer'
import { Pill } from '../../parts/status-pill'
import classes from './customer-list.module.css'

/** One customer to choose, with what speaks for it. */
export interface ListedCustomer {
  readonly quickbooksId: string
  readonly name: string
  /** Its e-mail, its client, its currency: what tells two of a name apart. */
  readonly detail: string
  readonly confidence: CustomerMatchView['confidence'] | null
  readonly reasons: readonly string[]
  readonly whyNot: string | null
}

const words: Record<
  CustomerMatchView['confidence'],
  { readonly word: string; readonly meaning: 'paid' | 'billed' | 'plain' }
> = {
  sure: { word: 'Very likely', meaning: 'paid' },
  likely: { word: 'Likely', meaning: 'billed' },
  possible: { word: 'Possible', meaning: 'plain' },
}

interface CustomerListProps {
  readonly label: string
  readonly customers: readonly ListedCustomer[]
  readonly chosen: string | null
  readonly onChoose: (quickbooksId: string) => void
}

/** Customers to choose one of, each with why. */
export function CustomerList({ label, customers, chosen, onChoose }: CustomerListProps) {
  return (
    <Radio.Group aria-label={label} value={chosen} onChange={onChoose}>
      <Stack gap={0} className={classes['list'] ?? ''}>
        {customers.map((customer) => (
          <Radio.Card
            key={customer.quickbooksId}
            value={customer.quickbooksId}
            disabled={customer.whyNot !== null}
            className={classes['card'] ?? ''}
            aria-label={[customer.name, customer.detail, customer.whyNot ?? customer.reasons.join(', ')]
              .filter((part) => part !== '')
              .join('. ')}
          >
            <Radio.Indicator className={classes['mark'] ?? ''} disabled={customer.whyNot !== null} />
            <span className={classes['who']}>
              <Text span fw={600}>
                {customer.name}
              </Text>
              {customer.detail !== '' && (
                <Text span size="sm" c="dimmed" className={classes['detail'] ?? ''}>
                  {customer.detail}
                </Text>
              )}
              {(customer.whyNot !== null || customer.reasons.length > 0) && (
                <Text span size="sm" c={customer.whyNot === null ? 'dimmed' : 'var(--mp-waiting-ink)'}>
                  {customer.whyNot ?? customer.reasons.join(' · ')}
                </Text>
              )}
            </span>
            {customer.confidence !== null && (
              <Pill meaning={words[customer.confidence].meaning}>{words[customer.confidence].word}</Pill>
            )}
          </Radio.Card>
        ))}
      </Stack>
    </Radio.Group>
  )
}
