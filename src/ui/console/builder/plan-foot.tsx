import { Button, Group, Text, UnstyledButton } from '@mantine/core'
import { Link } from 'wouter'
import { ScheduledTotal } from '../../parts/scheduled-total'
import type { PlanDraft } from './plan-draft'
import type { PlanErrors } from './plan-errors'
import classes from './plan-form.module.css'
import type { PlanSums } from './plan-sums'

interface PlanFootProps {
  readonly draft: PlanDraft
  readonly sums: PlanSums
  readonly errors: PlanErrors
  readonly back: string
  readonly dirty: boolean
  readonly busy: boolean
  readonly toChoose: boolean
  readonly onDiscard: () => void
  /** Goes to the first error. */
  readonly onShowError: () => void
}

/** "Milestone 3: Give it a name", and how many more there are. */
function firstError(errors: PlanErrors): string {
  const [first] = errors
  if (first === undefined) return ''
  const row = /^\/milestones\/(\d+)\//.exec(first[0])?.[1]
  const where = row === undefined ? '' : `Milestone ${Number(row) + 1}: `
  return `${where}${first[1]}${errors.size > 1 ? ` (and ${errors.size - 1} more)` : ''}`
}

/** Whether it adds up, what stands in the way, and the two ways out. */
export function PlanFoot(props: PlanFootProps) {
  const { draft, sums, errors, back, dirty, busy, toChoose, onDiscard, onShowError } = props
  const leave = dirty ? 'Discard' : 'Back'
  return (
    <div className={classes['foot']}>
      {errors.size > 0 && (
        <UnstyledButton className={classes['errors'] ?? ''} onClick={onShowError}>
          {firstError(errors)}
        </UnstyledButton>
      )}
      {draft.rows.length > 0 && sums.contract !== null && (
        <ScheduledTotal
          scheduled={sums.scheduled}
          contract={sums.contract}
          currency={draft.currency}
          digits={draft.digits}
        />
      )}
      <Group gap="sm" ml="auto">
        <Text size="xs" c="dimmed" className={classes['means'] ?? ''}>
          Saving bills nothing.
        </Text>
        {busy ? (
          // What is on its way is discarded no more: it may be saved already.
          <Button variant="default" disabled>
            {leave}
          </Button>
        ) : (
          <Button variant="default" component={Link} href={back} onClick={onDiscard}>
            {leave}
          </Button>
        )}
        <Button type="submit" loading={busy} disabled={toChoose}>
          Save the plan
        </Button>
      </Group>
    </div>
  )
}
