import type { ProblemView } from '../../../http/contract/problem'
import type { WorkspaceView } from '../../../http/contract/workspace'
import { clockText } from '../../parts/day-text'
import type { BodyOf } from '../api/caller'
import { addressesIn } from './billing-draft'

/** Calendar and e-mails of a workspace while somebody edits them: text where people type. */
export interface MailDraft {
  readonly calendar: WorkspaceView['calendar']
  /** Empty for the workspace's own name. */
  readonly fromName: string
  /** Empty for the address that e-mails are sent from. */
  readonly replyTo: string
  /** Addresses, one on each line or with commas between. */
  readonly team: string
  readonly receipts: boolean
  readonly hasQuiet: boolean
  /** `HH:MM`; kept while there are no quiet hours, for when there are again. */
  readonly quiet: WorkspaceView['mail']['quiet']
}

/** What each part of the form is given. */
export interface MailSectionProps {
  readonly draft: MailDraft
  readonly set: (values: Partial<MailDraft>) => void
  readonly errorAt: (pointer: string) => string | null
  readonly disabled: boolean
}

/** What is offered where there were no quiet hours. */
const USUAL_QUIET = { from: '20:00', to: '07:30' }
/** The server reminds at this time of a day. */
const REMINDED_AT = '09:00'

/** What is stored, as a draft. */
export function mailDraft({ mail, calendar }: WorkspaceView): MailDraft {
  // The same time twice is how no quiet hours are stored.
  const hasQuiet = mail.quiet.from !== mail.quiet.to
  return {
    calendar,
    fromName: mail.fromName ?? '',
    replyTo: mail.replyTo ?? '',
    team: mail.team.join('\n'),
    receipts: mail.receipts,
    hasQuiet,
    quiet: hasQuiet ? mail.quiet : USUAL_QUIET,
  }
}

/** The body that saves a draft. */
export function mailBody(draft: MailDraft): BodyOf<'PATCH /workspace'> {
  return {
    calendar: draft.calendar,
    mail: {
      fromName: draft.fromName.trim() || null,
      replyTo: draft.replyTo.trim() || null,
      team: addressesIn(draft.team),
      receipts: draft.receipts,
      quiet: draft.hasQuiet ? draft.quiet : { from: '00:00', to: '00:00' },
    },
  }
}

/** What was refused of the team's addresses, by the address it is about. Null where nothing was. */
export function teamTrouble(
  errors: NonNullable<ProblemView['errors']>,
  sent: readonly string[],
): string | null {
  const words = errors.flatMap(({ pointer, detail }) => {
    const [, index] = /^\/mail\/team(?:\/(\d+))?$/.exec(pointer) ?? []
    if (index !== undefined) return [`“${sent[Number(index)] ?? ''}”: ${detail}`]
    return pointer === '/mail/team' ? [detail] : []
  })
  return words.length === 0 ? null : words.join(' ')
}

/** What the quiet hours mean, in a zone such as `Europe/Berlin`. */
export function quietWords({ hasQuiet, quiet }: MailDraft, zone: string): string {
  const clock = `by the clock of ${zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone}`
  if (!hasQuiet) return `Reminders go at ${clockText(REMINDED_AT)}, ${clock}.`
  const { from, to } = quiet
  if (from === '' || to === '') return 'Give both times.'
  if (from === to) return 'The same time twice keeps no quiet hours.'
  const night = from > to ? ' the next morning' : ''
  return `Nobody is reminded from ${clockText(from)} until ${clockText(to)}${night}, ${clock}. A reminder that falls into these hours waits for their end. What asks for an approval the first time is sent at once.`
}
