import type { RemindersView } from '../../../http/contract/reminder'
import { dayText } from '../../parts/day-text'

type Item = RemindersView['items'][number]

/** What became of a reminder, in a sentence. */
export function reminderWords(item: Item): string {
  const occasion =
    item.afterDays === null
      ? `asked for by ${item.askedBy}`
      : `${item.afterDays === 1 ? 'a day' : `${item.afterDays} days`} after it was due`
  const to = item.to === null ? '' : ` to ${item.to}`
  switch (item.state) {
    case 'wanted':
    case 'sending':
      return `On its way, ${occasion}`
    case 'sent':
      return `E-mailed${to}, ${occasion}`
    case 'unclear':
      return `Unclear whether it was e-mailed, ${occasion}: the answer was lost`
    case 'refused':
      return `QuickBooks refused it: ${item.why ?? 'without saying why'}`
    case 'cancelled':
      return `Not sent. ${item.why ?? ''}`.trim()
  }
}

/** When the next one goes by itself, or why none does though it is open; null where there is nothing to say. */
export function nextWords({ next, to, wantsNone }: RemindersView): string | null {
  if (wantsNone)
    return `${to ?? 'Who gets it'} wants no reminders, so none goes by itself. Remind… still writes.`
  return next === null
    ? null
    : `The next one goes by itself on ${dayText(next.on)}, ${next.afterDays === 1 ? 'a day' : `${next.afterDays} days`} after it is due, if it is not paid by then.`
}
