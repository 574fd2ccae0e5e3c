import { Refusal } from '../tenants/refusal'

/** A way into one deal for one person outside: without an account, and without a password. */
export interface PortalLink {
  readonly linkId: string
  readonly scheduleId: string
  readonly name: string
  readonly role: string | null
  /** In small letters: by it the link's holder is known among the approvers. */
  readonly email: string
  readonly openedAt: Date
  readonly openedBy: string
  /** Who carries it there: a colleague who copies it, or an e-mail of ours. */
  readonly sentBy: 'hand' | 'mail'
  readonly expiresAt: Date
  readonly lastUsedAt: Date | null
  readonly revoked: { readonly at: Date; readonly by: string } | null
}

/** Whom a link is for. */
export interface LinkHolder {
  readonly name: string
  readonly role: string | null
  readonly email: string
}

/** A link at the only moment at which its secret is known: it is kept nowhere. */
export interface OpenedLink {
  readonly link: PortalLink
  readonly token: string
}

/** Whether it still opens anything. */
export const isLive = (link: Pick<PortalLink, 'revoked' | 'expiresAt'>, now: Date): boolean =>
  link.revoked === null && link.expiresAt > now

/** An unknown, an expired and a revoked link, and one into a deal that is gone: the same answer. */
export const noSuchLink = (): Refusal =>
  new Refusal(404, 'not_found', 'This link opens nothing. Ask whoever sent it to you for a new one.')
