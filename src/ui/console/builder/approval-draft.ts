import type { ScheduleInput } from '../../../http/contract/schedule'

type ApprovalInput = NonNullable<ScheduleInput['approval']>

export interface DraftApprover {
  readonly name: string
  readonly role: string
  readonly email: string
  /** A colleague, who decides in Milepost itself. */
  readonly inside?: boolean
}

/** How approval is asked, while it is typed. */
export interface ApprovalDraft {
  readonly required: boolean
  readonly rule: 'any' | 'all'
  readonly approvers: readonly DraftApprover[]
  /** Business days, as typed. */
  readonly windowDays: string
  readonly deemed: boolean
  /** Whether an approver may accept a part. */
  readonly partial: boolean
}

export const noApproval: ApprovalDraft = {
  required: false,
  rule: 'any',
  approvers: [],
  windowDays: '3',
  deemed: false,
  partial: true,
}

/** An approval as the contract says it, to be read. */
interface SaidApproval extends Omit<ApprovalInput, 'approvers'> {
  readonly approvers?:
    | readonly {
        readonly name: string
        readonly role?: string | undefined
        readonly email: string
        readonly inside?: boolean | undefined
      }[]
    | undefined
}

export function approvalOf(said: SaidApproval | undefined): ApprovalDraft {
  if (said === undefined) return noApproval
  return {
    required: said.required,
    rule: said.rule ?? noApproval.rule,
    approvers: (said.approvers ?? []).map(({ name, role, email, inside }) => ({
      name,
      role: role ?? '',
      email,
      ...(inside && { inside }),
    })),
    windowDays: said.windowDays === undefined ? noApproval.windowDays : String(said.windowDays),
    deemed: said.deemed ?? noApproval.deemed,
    partial: said.partial ?? noApproval.partial,
  }
}

/** A whole number of days within these limits; null when it is none. */
export function wholeDays(text: string, least: number, most: number): number | null {
  if (!/^\d{1,4}$/.test(text.trim())) return null
  const days = Number(text)
  return days >= least && days <= most ? days : null
}

const untyped = ({ name, email }: DraftApprover) => name.trim() === '' && email.trim() === ''

/** The approvers that somebody began to type, each with its place among those on the page. */
export function typedApprovers(draft: ApprovalDraft): { approver: DraftApprover; at: number }[] {
  return draft.approvers.flatMap((approver, at) => (untyped(approver) ? [] : [{ approver, at }]))
}

/** As the contract takes it; a window that can't be read is left to the default, and was refused before. */
export function approvalInput(draft: ApprovalDraft): ApprovalInput {
  const windowDays = wholeDays(draft.windowDays, 1, 60)
  return {
    required: draft.required,
    rule: draft.rule,
    approvers: typedApprovers(draft).map(({ approver: { name, role, email, inside } }) => ({
      name: name.trim(),
      email: email.trim(),
      ...(role.trim() === '' ? {} : { role: role.trim() }),
      ...(inside && { inside }),
    })),
    ...(windowDays === null ? {} : { windowDays }),
    deemed: draft.deemed,
    ...(draft.partial === false && { partial: false }),
  }
}

/** "Ana Ruiz approves within 3 business days, then silence counts as acceptance". */
export function approvalWords({ required, rule, approvers, windowDays, deemed }: ApprovalDraft): string {
  if (!required) return 'No approval asked'
  const names = approvers.map(({ name }) => name.trim()).filter((name) => name !== '')
  const who =
    names.length === 0
      ? 'A colleague approves'
      : names.length === 1
        ? `${names[0]} approves`
        : `${rule === 'any' ? 'One' : 'All'} of ${names.join(', ')} approve${rule === 'any' ? 's' : ''}`
  return `${who} within ${windowDays} business days${deemed ? ', then silence counts as acceptance' : ''}`
}
