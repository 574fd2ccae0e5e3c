import { Group, Radio, SimpleGrid, Text } from '@mantine/core'
import classes from './plan-form.module.css'
import type { PlanHeader } from './plan-header'

type BillingType = PlanHeader['billingType']

export const billingTypeNames: Record<BillingType, string> = {
  hourly: 'Hourly',
  fixed: 'Fixed price',
  mixed: 'Mixed',
}
const meanings: ReadonlyArray<readonly [BillingType, string]> = [
  ['hourly', 'Hours at a rate; no milestones.'],
  ['fixed', 'A fixed price, split into milestones. Each is billed when it is done.'],
  ['mixed', 'Milestones for what is delivered, and hours at a rate for the rest.'],
]

interface BillingTypeChoiceProps {
  readonly value: BillingType
  readonly disabled: boolean
  readonly error: string | null
  readonly onChange: (value: BillingType) => void
}

/** How a job is billed, each way in one sentence. */
export function BillingTypeChoice({ value, disabled, error, onChange }: BillingTypeChoiceProps) {
  return (
    <Radio.Group
      label="How this job is billed"
      value={value}
      error={error}
      onChange={(next) => {
        const chosen = meanings.find(([type]) => type === next)
        if (chosen !== undefined) onChange(chosen[0])
      }}
    >
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm" mt="xs" mb={error === null ? 0 : 'xs'}>
        {meanings.map(([type, meaning]) => (
          <Radio.Card
            key={type}
            value={type}
            p="sm"
            disabled={disabled}
            aria-label={billingTypeNames[type]}
            className={classes['card'] ?? ''}
          >
            <Group gap="sm" wrap="nowrap" align="flex-start">
              <Radio.Indicator mt={2} />
              <div>
                <Text fw={600}>{billingTypeNames[type]}</Text>
                <Text size="xs" c="dimmed">
                  {meaning}
                </Text>
              </div>
            </Group>
          </Radio.Card>
        ))}
      </SimpleGrid>
    </Radio.Group>
  )
}
