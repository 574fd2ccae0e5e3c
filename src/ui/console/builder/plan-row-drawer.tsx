import { Button, Drawer, Stack, Text } from '@mantine/core'
import type { Dispatch } from 'react'
import { MilestoneFields } from '../milestone-form/milestone-fields'
import { ApproverFields } from './approver-fields'
import type { PlanChange } from './plan-change'
import type { PlanRow } from './plan-draft'
import type { PlanErrors } from './plan-input'

interface PlanRowDrawerProps {
  readonly row: PlanRow
  readonly at: number
  readonly errors: PlanErrors
  readonly change: Dispatch<PlanChange>
  readonly onClose: () => void
}

/** Everything that a milestone says, beside the grid. */
export function PlanRowDrawer({ row, at, errors, change, onClose }: PlanRowDrawerProps) {
  const locked = row.saved?.locked === true
  const errorAt = (field: string) => {
    const start = `/milestones/${at}/${field}`
    return [...errors].find(([pointer]) => pointer === start || pointer.startsWith(`${start}/`))?.[1] ?? null
  }
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={`${at + 1} ${row.words.name || 'New milestone'}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        {locked && <Text c="dimmed">{row.saved?.lockedBecause ?? 'Locked'}</Text>}
        <MilestoneFields
          words={row.words}
          disabled={locked}
          errorAt={errorAt}
          onChange={(words) =>
            change({ of: 'row', key: row.key, set: { words: { ...row.words, ...words } } })
          }
        />
        <ApproverFields
          row={row}
          disabled={locked}
          onChange={(set) => change({ of: 'row', key: row.key, set })}
        />
        {errorAt('approval') !== null && <Text c="red">{errorAt('approval')}</Text>}
        <Button variant="default" onClick={onClose}>
          Done
        </Button>
      </Stack>
    </Drawer>
  )
}
