import { Group, Stack, Textarea, TextInput } from '@mantine/core'
import type { MilestoneWords } from './milestone-words'

interface MilestoneFieldsProps {
  readonly words: MilestoneWords
  readonly onChange: (change: Partial<MilestoneWords>) => void
  /** The error at a field, by its name in the contract. */
  readonly errorAt: (field: string) => string | null
  readonly disabled?: boolean
  /** Fields that stay as they are, though others may change. */
  readonly frozen?: readonly (keyof MilestoneWords)[]
}

/** What a milestone says: its name, when, what is handed over, and how everyone will know that it is done. */
export function MilestoneFields(props: MilestoneFieldsProps) {
  const { words, onChange, errorAt, disabled = false, frozen = [] } = props
  return (
    <Stack gap="md">
      <TextInput
        label="Name"
        required
        value={words.name}
        error={errorAt('name')}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        maxLength={200}
        disabled={disabled}
        data-autofocus
      />
      <Group gap="sm" align="flex-start">
        <TextInput
          type="date"
          label="Planned"
          description="The last day, where it takes several."
          value={words.plannedOn}
          error={errorAt('plannedOn')}
          onChange={(event) => onChange({ plannedOn: event.currentTarget.value })}
          disabled={disabled}
        />
        <TextInput
          type="date"
          label="Planned from"
          description="Where it takes several days."
          value={words.plannedFrom}
          error={errorAt('plannedFrom')}
          onChange={(event) => onChange({ plannedFrom: event.currentTarget.value })}
          disabled={disabled}
        />
      </Group>
      <TextInput
        label="Deliverable"
        description="What the client holds in hand: it stands on the invoice."
        value={words.deliverable}
        error={errorAt('deliverable')}
        onChange={(event) => onChange({ deliverable: event.currentTarget.value })}
        maxLength={500}
        disabled={disabled || frozen.includes('deliverable')}
      />
      <Textarea
        label="Acceptance criteria"
        description="One a line: how both sides will know that it is done."
        value={words.criteria}
        error={errorAt('criteria')}
        onChange={(event) => onChange({ criteria: event.currentTarget.value })}
        autosize
        minRows={3}
        disabled={disabled || frozen.includes('criteria')}
      />
      <Textarea
        label="Evidence required"
        description="One a line: photos, a test log, a signed checklist."
        value={words.evidence}
        error={errorAt('evidenceRequired')}
        onChange={(event) => onChange({ evidence: event.currentTarget.value })}
        autosize
        minRows={2}
        disabled={disabled || frozen.includes('evidence')}
      />
      <Textarea
        label="Notes"
        value={words.description}
        error={errorAt('description')}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
        maxLength={2000}
        autosize
        minRows={2}
        disabled={disabled}
      />
    </Stack>
  )
}
