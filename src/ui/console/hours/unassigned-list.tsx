import { Paper, Select, Text } from '@mantine/core'
import { Day } from '../../parts/moment'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import classes from './hours.module.css'
import { useAssign } from './use-hours'

/** Work of which nobody has said whose it is. */
export interface OpenWork {
  readonly id: string
  readonly on: string
  readonly what: string
  readonly amount: string
  readonly couldBe: readonly { readonly dealId: string; readonly name: string }[]
}

interface UnassignedListProps {
  readonly dealId: string
  readonly kind: 'time' | 'costs'
  readonly works: readonly OpenWork[]
  readonly editable: boolean
}

const NONE = 'none'

/** Work of the same customer that may be of several deals: a person says, nothing is guessed. */
export function UnassignedList({ dealId, kind, works, editable }: UnassignedListProps) {
  const assign = useAssign(dealId)
  if (works.length === 0) return null
  const title = kind === 'time' ? 'Hours of which deal?' : 'Costs of which deal?'
  return (
    <Paper withBorder component="section" aria-label={title}>
      <div className={classes['head']}>
        <Text fw={600}>{title}</Text>
        <Text size="sm" c="dimmed">
          Several deals have this customer. A class, or a customer of its own for each deal, tells them apart
          in QuickBooks.
        </Text>
      </div>
      {assign.error !== null && <ProblemNotice problem={problemFrom(assign.error)} onClose={assign.reset} />}
      <ul className={classes['list']}>
        {works.map((work) => (
          <li key={work.id} className={classes['row']} data-open>
            <span className={classes['day']}>
              <Day at={work.on} />
            </span>
            <Text className={classes['what'] ?? ''}>{work.what}</Text>
            <Text className={`${classes['number']} ${classes['amount']} tabular`}>{work.amount}</Text>
            <Select
              className={classes['wide'] ?? ''}
              aria-label={`The deal of: ${work.what}`}
              placeholder="Choose the deal"
              data={[
                ...work.couldBe.map(({ dealId: value, name }) => ({ value, label: name })),
                { value: NONE, label: 'None of the deals’' },
              ]}
              value={null}
              disabled={!editable || assign.isPending}
              onChange={(value) => {
                if (value !== null) assign.mutate({ kind, id: work.id, to: value === NONE ? null : value })
              }}
            />
          </li>
        ))}
      </ul>
    </Paper>
  )
}
