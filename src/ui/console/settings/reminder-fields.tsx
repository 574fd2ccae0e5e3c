import { TextInput } from '@mantine/core'
import { type BillingSectionProps, daysIn } from './billing-draft'

/** "3, 10" as it will happen. */
export function remindWords(text: string): string {
  const days = daysIn(text)
  if (days.length === 0)
    return 'Nobody is reminded by itself. A bookkeeper can remind of an invoice on its page.'
  if (days.some((day) => !Number.isInteger(day) || day < 1 || day > 365) || days.length > 5)
    return 'Up to five numbers of days, 1 to 365, such as “3, 10”.'
  const each = [...new Set(days)].sort((a, b) => a - b)
  const last = each.at(-1) ?? 1
  const list = each.length === 1 ? String(last) : `${each.slice(0, -1).join(', ')} and ${last}`
  return `QuickBooks e-mails an open invoice again ${list} ${last === 1 ? 'day' : 'days'} after its due date: never one that is paid, voided, in question or left alone.`
}

/** When QuickBooks reminds of open invoices by itself. */
export function ReminderFields({ draft, set, errorAt, disabled }: BillingSectionProps) {
  return (
    <TextInput
      label="Remind of open invoices, days after they are due"
      description={remindWords(draft.remindAfter)}
      placeholder={disabled ? undefined : '3, 10'}
      inputMode="numeric"
      value={draft.remindAfter}
      onChange={(event) => set({ remindAfter: event.currentTarget.value })}
      error={errorAt('/billing/reminders')}
      disabled={disabled}
    />
  )
}
