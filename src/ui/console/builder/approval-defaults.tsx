import { Radio, Stack } from '@mantine/core'
import { ApprovalFields } from './approval-fields'
import type { TermsSectionProps } from './terms-section'

/** What holds for every milestone that says nothing of its own, and how the plan itself is changed. */
export function ApprovalDefaults({ draft, errorAt, set }: TermsSectionProps) {
  const { approval, control } = draft.header
  return (
    <Stack gap="lg">
      <ApprovalFields
        approval={approval}
        disabled={false}
        agreed={draft.formal}
        errorAt={(field) => errorAt(`/approval/${field}`)}
        onChange={(next) => set({ approval: next })}
      />
      <Radio.Group
        label="Changes of the plan"
        value={control}
        onChange={(value) => set({ control: value === 'formal' ? 'formal' : 'open' })}
      >
        <Stack gap="sm" mt="xs">
          <Radio
            value="open"
            label="Edits apply at once"
            description="Until the client accepts the plan; from then on changes go by change order."
          />
          <Radio
            value="formal"
            label="By change order only, from now on"
            description="Money, deliverables, criteria, adding and removing."
          />
        </Stack>
      </Radio.Group>
    </Stack>
  )
}
