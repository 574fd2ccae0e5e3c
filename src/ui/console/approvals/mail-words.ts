import type { MailDeliveryView } from '../../../http/contract/mail'

const states: Readonly<Record<MailDeliveryView['state'], string>> = {
  waiting: 'is on its way to the mail server',
  sending: 'is being sent',
  unclear: 'may have left: nobody can know',
  delivered: 'was taken',
  refused: 'was refused by the mail server',
  cancelled: 'was not sent',
  bounced: 'came back',
}

/** "E-mail to ana@acme.example was refused by the mail server: 550 No such user". */
export function mailText({ to, state, why }: Pick<MailDeliveryView, 'to' | 'state' | 'why'>): string {
  const because = why !== null ? `: ${why}` : ''
  return `E-mail to ${to} ${states[state]}${because}`
}

/** The newest e-mail that asked an approver; undefined where nobody was e-mailed. */
export const newestAsking = (
  mails: readonly MailDeliveryView[],
  approverId: string,
): MailDeliveryView | undefined =>
  mails.filter((mail) => mail.kind === 'review_asked' && mail.approverId === approverId).at(-1)
