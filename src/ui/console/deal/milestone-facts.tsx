import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { MilestoneView } from '../../../http/contract/milestone'
import { Day } from '../../parts/moment'
import { billsWhen } from './billing-to-come'
import classes from './milestone-facts.module.css'

/** A heading and what belongs to it. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes['fact']}>
      <Title order={3}>{name}</Title>
      {children}
    </div>
  )
}

/** A list in a few words each. */
export function Lines({ of }: { readonly of: readonly string[] }) {
  return (
    <ul className={classes['lines']}>
      {of.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

/** What was agreed, and what was handed over. */
export function MilestoneFacts({ milestone }: { readonly milestone: MilestoneView }) {
  const { deliverable, description, criteria } = milestone
  const { plannedFrom, plannedOn, billsOn, trigger, completedOn, completedBy, completedNote } = milestone
  const whenUnknown = billsWhen(milestone)
  return (
    <>
      {milestone.changeOrder !== null && <Text c="dimmed">As change order {milestone.changeOrder} says</Text>}
      {completedOn !== null && (
        <Fact name="Completed">
          <Text>
            <Day at={completedOn} />
            {completedBy !== null && <> by {completedBy}</>}
            {completedNote !== null && <>: {completedNote}</>}
          </Text>
        </Fact>
      )}
      {deliverable !== null && deliverable !== '' && (
        <Fact name="Deliverable">
          <Text>{deliverable}</Text>
        </Fact>
      )}
      {criteria.length > 0 ? (
        <Fact name="Acceptance criteria">
          <Lines of={criteria} />
        </Fact>
      ) : (
        completedOn === null && (
          <Text c="dimmed">No acceptance criteria yet: agree on them before the work starts.</Text>
        )
      )}
      {description !== null && description !== '' && (
        <Fact name="Notes">
          <Text>{description}</Text>
        </Fact>
      )}
      {billsOn !== null && (
        <Text>
          Bills on <Day at={billsOn} />, by itself
          {trigger.on.includes('acceptance') && ', unless it is done before'}
          {completedOn === null && ': the work counts as completed then'}.
        </Text>
      )}
      {whenUnknown !== null && <Text>{whenUnknown.replace(/^b/, 'B')}, by itself.</Text>}
      {plannedOn !== null && completedOn === null && (
        <Text c="dimmed">
          Planned{' '}
          {plannedFrom !== null && (
            <>
              <Day at={plannedFrom} /> to{' '}
            </>
          )}
          <Day at={plannedOn} />
        </Text>
      )}
    </>
  )
}
