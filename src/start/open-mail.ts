import { limits } from '../../config/limits'
import type { Settings } from '../../config/settings'
import type { ApprovalParts } from '../delivery/deliver-mail'
import { mailboxTransport, noTransport } from '../mail/mailbox-transport'
import { smtpTransport } from '../mail/smtp-transport'
import type { Database } from '../postgres/database'
import type { Sealer } from '../tenants/seal'

/** How e-mails leave: by the mail server that is set; otherwise into the embedded default's mailbox, or not at all. */
export function openMail(parts: {
  readonly settings: Settings
  readonly embedded: boolean
  readonly database: Database
  readonly sealer: Sealer
  readonly publicUrl: string
}): ApprovalParts['mail'] {
  const { settings, database, sealer, publicUrl } = parts
  const without = parts.embedded ? mailboxTransport(database, sealer) : noTransport
  return {
    transport: settings.SMTP_URL
      ? smtpTransport({ url: settings.SMTP_URL, deadlineMs: limits.vendorDeadlineMs })
      : without,
    sealer,
    publicUrl,
    from: settings.MAIL_FROM ?? 'milepost@localhost.invalid',
  }
}
