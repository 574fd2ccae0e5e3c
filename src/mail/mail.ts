/**
 * What an e-mail of ours is for.
 *
 *   review_asked      an approver is asked to look at submitted work; the first one taken begins their window
 *   review_reminder   they have not answered yet
 *   order_asked       an approver is asked to sign a change order
 *   answer_receipt    an approver's own answer, for their files
 *   team_receipt      the same for the team that waits for it
 *   silence_notice    silence counted as acceptance: told to those who were silent, and to the team
 *   order_receipt     what was answered to a change order: told to whoever answered, and to the team
 *   taken_back        an approval was taken back: told to whoever gave it, unless they are asked again at once
 */
export const mailKinds = [
  'review_asked',
  'review_reminder',
  'order_asked',
  'answer_receipt',
  'team_receipt',
  'silence_notice',
  'order_receipt',
  'taken_back',
] as const
export type MailKind = (typeof mailKinds)[number]

/**
 *   waiting     not sent, or certainly not taken: it will be sent
 *   sending     it is with the mail server now, or was when a process died
 *   unclear     the mail server may have taken it; a person says what happens
 *   delivered   the mail server took it
 *   refused     the mail server does not take it, ever
 *   cancelled   nobody needs it any more
 *   bounced     the mail server took it, and it came back later: a person said so
 */
export type MailState = 'waiting' | 'sending' | 'unclear' | 'delivered' | 'refused' | 'cancelled' | 'bounced'

/** One e-mail, without what it says: that is sealed. */
export interface Mail {
  readonly mailId: string
  readonly kind: MailKind
  /** What it is about, with its number where a person wanted it again: no two have one topic. */
  readonly topic: string
  readonly dealId: string
  readonly roundId: string | null
  readonly changeOrderId: string | null
  readonly approverId: string | null
  readonly toName: string | null
  readonly toEmail: string
  readonly state: MailState
  readonly subject: string | null
  readonly sealed: string | null
  /** The link that it carries. */
  readonly linkId: string | null
  readonly promisedAt: Date
  readonly beganAt: Date | null
  readonly endedAt: Date | null
  readonly why: string | null
}

/** An e-mail to be promised. */
export type NewMail = Pick<
  Mail,
  'kind' | 'topic' | 'dealId' | 'roundId' | 'changeOrderId' | 'approverId' | 'toName' | 'toEmail'
>

/** A mailbox with the name beside it. */
export interface Address {
  readonly name: string | null
  readonly address: string
}

/** An e-mail as it leaves, whole: trying it again sends these very words. */
export interface Letter {
  readonly messageId: string
  /** ISO 8601, UTC. */
  readonly date: string
  readonly from: Address
  readonly replyTo: Address | null
  readonly to: Address
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The picture that the page names by `cid:logo`; it travels with the letter. */
  readonly logo: { readonly type: string; readonly bytes: Uint8Array } | null
  /** Where reminders can be turned off, by one POST and by e-mail; null for what a contract needs. */
  readonly unsubscribe: { readonly post: string; readonly mailto: string | null } | null
}

/** The place that a letter is sealed for. */
export const mailPlace = (workspaceId: string, mailId: string): string => `${workspaceId}/mail/${mailId}`

/** What an e-mail is promised under that a person wants sent again: another one about the same. */
export const topicAgain = (topic: string): string => `${topic}:again`
