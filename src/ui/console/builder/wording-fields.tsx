import { Stack, Textarea } from '@mantine/core'
import type { TermsSectionProps } from './terms-section'

/** What the invoices say beside the milestones. */
export function WordingFields({ draft, errorAt, set }: TermsSectionProps) {
  const { lateFee, pauseWork } = draft.header
  return (
    <Stack gap="md">
      <Textarea
        label="Late fee"
        placeholder="1.5 % a month"
        value={lateFee}
        onChange={(event) => set({ lateFee: event.currentTarget.value })}
        error={errorAt('/lateFee')}
        maxLength={500}
        autosize
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
    </Stack>
  )
}
