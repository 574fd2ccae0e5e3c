import type { WorkspaceView } from '../../../http/contract/workspace'
import type { BodyOf } from '../api/caller'

/** The billing settings while somebody edits them: text where people type, as it will be sent where they choose. */
export interface BillingDraft {
  readonly defaults: WorkspaceView['defaults']
  readonly billing: WorkspaceView['billing']
  readonly quickbooksBatch: boolean
  readonly tolerancePercent: string
  readonly cc: string
  readonly bcc: string
  readonly pattern: string
  readonly linkNumber: string
  readonly linkName: string
  /** Days after the due date, such as "3, 10"; empty for never. */
  readonly remindAfter: string
}

/** What each part of the form is given. */
export interface BillingSectionProps {
  readonly draft: BillingDraft
  readonly set: (values: Partial<BillingDraft>) => void
  readonly errorAt: (pointer: string) => string | null
  readonly disabled: boolean
}

export const USUAL_PATTERN = 'MP-{year}-{0000}'

/** What is stored, as a draft. */
export function billingDraft(workspace: WorkspaceView): BillingDraft {
  const { defaults, billing, tolerancePercent, quickbooksBatch } = workspace
  return {
    defaults,
    billing,
    quickbooksBatch,
    tolerancePercent,
    cc: billing.copies.cc.join(', '),
    bcc: billing.copies.bcc.join(', '),
    pattern: billing.numbering.by === 'pattern' ? billing.numbering.pattern : USUAL_PATTERN,
    linkNumber: billing.linkField?.definitionId ?? '1',
    linkName: billing.linkField?.name ?? '',
    remindAfter: billing.reminders.afterDays.join(', '),
  }
}

/** Addresses as people type them: with commas, semicolons or spaces between. */
export const addressesIn = (text: string): string[] => text.split(/[,;\s]+/).filter((each) => each !== '')

/** Days as people type them; what is no number is left for the server to refuse. */
export const daysIn = (text: string): number[] => addressesIn(text).map(Number)

/** The body that saves a draft. */
export function billingBody(draft: BillingDraft): BodyOf<'PATCH /workspace'> {
  const { billing } = draft
  return {
    defaults: draft.defaults,
    billing: {
      ...billing,
      numbering:
        billing.numbering.by === 'pattern'
          ? { by: 'pattern', pattern: draft.pattern.trim() }
          : billing.numbering,
      copies: { cc: addressesIn(draft.cc), bcc: addressesIn(draft.bcc) },
      reminders: { afterDays: daysIn(draft.remindAfter) },
      linkField:
        draft.linkName.trim() === '' ? null : { definitionId: draft.linkNumber, name: draft.linkName.trim() },
    },
    quickbooksBatch: draft.quickbooksBatch,
    tolerancePercent: draft.tolerancePercent.trim(),
  }
}

/** The first number of a pattern in this year and month, for people to see what they will get. */
export function exampleNumber(pattern: string, year: string, month: string): string {
  return pattern
    .replaceAll('{year}', year)
    .replaceAll('{month}', month)
    .replace(/\{(0{1,8})\}/, (_all, zeros: string) => '1'.padStart(zeros.length, '0'))
}
