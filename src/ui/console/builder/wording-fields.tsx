import { Stack, Text, Textarea, TextInput } from '@mantine/core'
import type { TermsSectionProps } from './terms-section'

/** What was agreed about late payment: its words stand on the invoices, its days raise a flag here. */
export function WordingFields({ draft, errorAt, set }: TermsSectionProps) {
  const { lateFee, lateFeeAfterDays, pauseWork, pauseAfterDays } = draft.header
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        The words stand on the invoices. Milepost charges nothing and stops nothing: it says when an invoice
        is late enough.
      </Text>
      <Textarea
        label="Late fee"
        placeholder="1.5 % a month"
        value={lateFee}
        onChange={(event) => set({ lateFee: event.currentTarget.value })}
        error={errorAt('/lateFee')}
        maxLength={500}
        autosize
      />
      <TextInput
        label="Say so when an invoice is late by"
        description="Days after its due date; empty from the first."
        inputMode="numeric"
        value={lateFeeAfterDays}
        onChange={(event) => set({ lateFeeAfterDays: event.currentTarget.value })}
        error={errorAt('/lateFeeAfterDays')}
        maw={240}
      />
      <Textarea
        label="Work pauses"
        placeholder="after 30 days overdue"
        value={pauseWork}
        onChange={(event) => set({ pauseWork: event.currentTarget.value })}
        error={errorAt('/pauseWork')}
        maxLength={500}
        autosize
      />
      <TextInput
        label="Say that work may pause when an invoice is late by"
        description="Days after its due date; empty from the first."
        inputMode="numeric"
        value={pauseAfterDays}
        onChange={(event) => set({ pauseAfterDays: event.currentTarget.value })}
        error={errorAt('/pauseAfterDays')}
        maw={240}
      />
    </Stack>
  )
}
