import { Button, Group, Text } from '@mantine/core'
import { IconArrowBackUp, IconLock, IconPencil, IconTrash } from '@tabler/icons-react'
import type { MilestoneView } from '../../../http/contract/milestone'
import { Amount } from '../../parts/amount'
import { dayText } from '../../parts/day-text'
import { StatusPill } from '../../parts/status-pill'
import classes from './change-order-form.module.css'
import { LineFields } from './line-fields'
import { asItIs, type Fate, mayChange, type OrderDraft } from './order-draft'

interface MilestoneFateProps {
  readonly milestone: MilestoneView
  readonly fate: Fate | undefined
  readonly draft: OrderDraft
  readonly errorAt: (field: string) => string | null
  readonly onFate: (fate: Fate | null) => void
}

/** What is agreed of a milestone now, in words; for who changes it to compare with. */
function agreedWords(milestone: MilestoneView): string {
  return [
    milestone.shareOf,
    milestone.deliverable === null || milestone.deliverable === '' ? null : milestone.deliverable,
    milestone.plannedOn === null ? null : `planned ${dayText(milestone.plannedOn)}`,
    milestone.criteria.length === 0
      ? null
      : `${milestone.criteria.length} ${milestone.criteria.length === 1 ? 'criterion' : 'criteria'}`,
  ]
    .filter((part) => part !== null)
    .join(' · ')
}

/** One milestone as it is agreed, and what this change order makes of it: nothing, something else, or none. */
export function MilestoneFate({ milestone, fate, draft, errorAt, onFate }: MilestoneFateProps) {
  const open = mayChange(milestone)
  const wrong = errorAt('milestoneId') ?? errorAt('set')
  return (
    <li className={classes['line']} data-fate={fate?.is}>
      <div className={classes['head']}>
        <div className={classes['name']}>
          <Text fw={600} td={fate?.is === 'removed' ? 'line-through' : undefined}>
            {milestone.name}
          </Text>
          <Text size="xs" c="dimmed">
            {fate?.is === 'removed' ? 'Will be removed' : agreedWords(milestone)}
          </Text>
        </div>
        <StatusPill label={milestone.label} />
        <Text td={fate?.is === 'removed' ? 'line-through' : undefined}>
          <Amount of={milestone.amount} />
        </Text>
        <Group gap="xs" className={classes['acts'] ?? ''} wrap="nowrap">
          {!open && (
            <Text size="xs" c="dimmed" className={classes['locked'] ?? ''}>
              <IconLock size={14} aria-hidden /> {milestone.lockedBecause ?? 'It can’t be changed any more.'}
            </Text>
          )}
          {open && fate === undefined && (
            <>
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconPencil size={14} aria-hidden />}
                aria-label={`Change ${milestone.name}`}
                onClick={() => onFate(asItIs(milestone))}
              >
                Change
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconTrash size={14} aria-hidden />}
                aria-label={`Remove ${milestone.name}`}
                onClick={() => onFate({ is: 'removed' })}
              >
                Remove
              </Button>
            </>
          )}
          {fate !== undefined && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconArrowBackUp size={14} aria-hidden />}
              aria-label={`Leave ${milestone.name} as it is`}
              onClick={() => onFate(null)}
            >
              Leave as it is
            </Button>
          )}
        </Group>
      </div>
      {wrong !== null && (
        <Text size="xs" c="red" role="alert">
          {wrong}
        </Text>
      )}
      {fate?.is === 'changed' && (
        <LineFields
          words={fate.words}
          money={fate.money}
          draft={draft}
          errorAt={errorAt}
          focus
          onWords={(change) => onFate({ ...fate, words: { ...fate.words, ...change } })}
          onMoney={(change) => onFate({ ...fate, money: { ...fate.money, ...change } })}
        />
      )}
    </li>
  )
}
