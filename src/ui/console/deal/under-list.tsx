import { Button } from '@mantine/core'
import { IconPencil, IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { FiguresView } from '../../../http/contract/deal'
import { minorOf } from '../../parts/minor-units'
import { ScheduledTotal } from '../../parts/scheduled-total'
import classes from './deal-page.module.css'

interface UnderListProps {
  readonly figures: FiguresView | null
  /** Null for those who may not edit. */
  readonly planHref: string | null
  /** What the client accepted is not added to here: change orders are. */
  readonly formal: boolean
  /** What else stands there, beside it. */
  readonly children?: ReactNode
}

/** Under the milestones: the way to more of them, and whether they add up. */
export function UnderList({ figures, planHref, formal, children }: UnderListProps) {
  const { scheduled, contractSum } = figures ?? {}
  return (
    <div className={classes['under']}>
      {planHref !== null && (
        <Button
          component={Link}
          href={planHref}
          variant="subtle"
          size="compact-sm"
          leftSection={formal ? <IconPencil size={16} aria-hidden /> : <IconPlus size={16} aria-hidden />}
        >
          {formal ? 'Edit the plan' : 'Add or edit milestones'}
        </Button>
      )}
      {children}
      {scheduled && contractSum && (
        <span className={classes['total']}>
          <ScheduledTotal
            scheduled={minorOf(scheduled)}
            contract={minorOf(contractSum)}
            currency={contractSum.currency}
            digits={(contractSum.amount.split('.')[1] ?? '').length}
          />
        </span>
      )}
    </div>
  )
}
