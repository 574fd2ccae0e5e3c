import { Checkbox, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import type { TriggerDraft } from './trigger-draft'

interface TriggerFieldsProps {
  readonly trigger: TriggerDraft
  /** The other saved milestones that it may follow. */
  readonly others: readonly { readonly id: string; readonly name: string }[]
  readonly disabled: boolean
  /** The error at a field of the trigger, such as "after/days". */
  readonly errorAt: (field: string) => string | null
  readonly onChange: (trigger: TriggerDraft) => void
}

const contract = 'contract'

/** What makes it billable: when it is done, when the plan is signed, on a day; whichever comes first. */
export function TriggerFields({ trigger, others, disabled, errorAt, onChange }: TriggerFieldsProps) {
  const set = (values: Partial<TriggerDraft>) => onChange({ ...trigger, ...values })
  const { after } = trigger
  const wrong = errorAt('on')
  return (
    <Stack gap="sm" role="group" aria-label="When it is billed">
      <Text size="xs" c="dimmed">
        Whichever of these comes first.
      </Text>
      <Checkbox
        label="When it is done, and approved where approval is asked"
        checked={trigger.acceptance}
        disabled={disabled}
        onChange={(event) => set({ acceptance: event.currentTarget.checked })}
      />
      <Checkbox
        label="When the client accepts the plan"
        description="For a deposit, say."
        checked={trigger.signature}
        disabled={disabled}
        onChange={(event) => set({ signature: event.currentTarget.checked })}
      />
      <TextInput
        type="date"
        label="On a day"
        value={trigger.date}
        disabled={disabled}
        error={errorAt('date')}
        onChange={(event) => set({ date: event.currentTarget.value })}
        maw={200}
      />
      <Group gap="sm" align="flex-start">
        <Select
          label="Some days after"
          placeholder="Nothing"
          clearable
          clearButtonProps={{ 'aria-label': 'Clear: Some days after' }}
          data={[
            { value: contract, label: 'the contract date' },
            ...others.map(({ id, name }) => ({ value: id, label: `${name} is done` })),
          ]}
          value={after === null ? null : after.of === 'contract' ? contract : after.id}
          disabled={disabled}
          error={errorAt('after/milestoneId') ?? errorAt('after/contractDate')}
          onChange={(value) =>
            set({
              after:
                value === null
                  ? null
                  : value === contract
                    ? { of: 'contract' }
                    : { of: 'milestone', id: value },
            })
          }
          maw={280}
        />
        {after !== null && (
          <TextInput
            label="Days"
            inputMode="numeric"
            value={trigger.days}
            disabled={disabled}
            error={errorAt('after/days') ?? errorAt('after')}
            onChange={(event) => set({ days: event.currentTarget.value })}
            maw={120}
          />
        )}
      </Group>
      {wrong !== null && (
        <Text size="xs" c="var(--mantine-color-error)">
          {wrong}
        </Text>
      )}
    </Stack>
  )
}
