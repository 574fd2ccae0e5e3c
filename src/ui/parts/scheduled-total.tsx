import { Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { fromMinor } from './minor-units'
import { moneyText } from './money-text'
import classes from './scheduled-total.module.css'

interface ScheduledTotalProps {
  /** Minor units. */
  readonly scheduled: bigint
  readonly contract: bigint
  readonly currency: string
  readonly digits: number
}

/** Do the milestones add up to the contract? Said with the difference, to the cent. */
export function ScheduledTotal({ scheduled, contract, currency, digits }: ScheduledTotalProps) {
  const money = (units: bigint) => moneyText({ amount: fromMinor(units, digits), currency })
  const off = scheduled - contract
  const verdict =
    off === 0n
      ? { meaning: 'even', words: '= contract' }
      : off > 0n
        ? { meaning: 'over', words: `over the contract by ${money(off)}` }
        : { meaning: 'under', words: `${money(-off)} not scheduled yet` }
  return (
    <Text span className={`${classes['total']} tabular`}>
      scheduled <b>{money(scheduled)}</b>
      <span className={classes[verdict.meaning]}>
        {verdict.words}
        {off === 0n && <IconCheck size={16} aria-hidden />}
        {off > 0n && <IconAlertTriangle size={16} aria-hidden />}
      </span>
    </Text>
  )
}
