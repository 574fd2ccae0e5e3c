import type { Check } from '../preflight/preflight'
import { type AttachmentAhead, namesOf } from './attachment'

/** Before billing: the files that QuickBooks would not take. The invoice goes without them, so it is a warning. */
export function attachmentChecks(
  ahead: readonly AttachmentAhead[],
  milestone: { readonly dealId: string; readonly milestoneId: string },
): Check[] {
  const byReason = new Map<string, AttachmentAhead[]>()
  for (const each of ahead) {
    if (each.leftOutBecause === null) continue
    byReason.set(each.leftOutBecause, [...(byReason.get(each.leftOutBecause) ?? []), each])
  }
  return [...byReason].map(([because, files]) => ({
    check: 'attachments',
    ok: true,
    detail: `${namesOf(files.map(({ file }) => file))} ${files.length === 1 ? 'does' : 'do'} not go with the invoice. ${because}`,
    mend: {
      label: 'Look at the files',
      href: `/deals/${milestone.dealId}?milestone=${milestone.milestoneId}`,
    },
  }))
}
