import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { FileView } from '../../../http/contract/document'
import type { MilestoneView } from '../../../http/contract/milestone'
import { CheckedAmount } from './checked-amount'
import classes from './documents.module.css'

interface CheckedAmountsProps {
  readonly dealId: string
  readonly milestones: readonly MilestoneView[]
  readonly agreement: FileView | null
  readonly editable: boolean
}

/** A schedule of a thousand is drawn when somebody asks for it. */
const FIRST = 50

function summary(milestones: readonly MilestoneView[]): string {
  const checked = milestones.filter((each) => each.agreementCheck?.state === 'checked').length
  const differing = milestones.filter((each) => each.agreementCheck?.state === 'differs').length
  return `${checked} of ${milestones.length} checked${differing > 0 ? `, ${differing} differ` : ''}`
}

/** Every agreed amount, and whether somebody held it against the agreement. */
export function CheckedAmounts({ dealId, milestones, agreement, editable }: CheckedAmountsProps) {
  const [all, setAll] = useState(false)
  if (milestones.length === 0) return null
  const shown = all ? milestones : milestones.slice(0, FIRST)
  return (
    <Paper withBorder p="md" component="section" aria-label="Amounts checked against the agreement">
      <Stack gap="sm">
        <Group justify="space-between" gap="sm">
          <Title order={2} size="h3">
            Amounts against the agreement
          </Title>
          <Text size="sm" c="dimmed">
            {agreement === null ? 'Attach the agreement first' : summary(milestones)}
          </Text>
        </Group>
        <table className={classes['amounts']}>
          <thead>
            <tr>
              <th scope="col">Milestone</th>
              <th scope="col" className={classes['money']}>
                Amount
              </th>
              <th scope="col">Where it says so</th>
              <th scope="col">Checked</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((milestone) => (
              <CheckedAmount
                key={milestone.id}
                dealId={dealId}
                milestone={milestone}
                agreement={agreement}
                editable={editable}
              />
            ))}
          </tbody>
        </table>
        {shown.length < milestones.length && (
          <Button variant="default" mx="auto" onClick={() => setAll(true)}>
            Show all {milestones.length}
          </Button>
        )}
      </Stack>
    </Paper>
  )
}
