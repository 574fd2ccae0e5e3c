import { z } from 'zod'
import type { Database, Sql } from '../postgres/database'
import { LOGO_CID } from './letter-page'
import { type Letter, mailPlace } from './mail'
import { keepInMailbox, listMailbox } from './mail-table'
import type { MailTransport } from './mail-transport'

/** Seals and opens, as the house does it. */
interface Seals {
  seal(plain: string, place: string): string
  open(sealed: string, place: string): string
}

/** An e-mail as the mailbox shows it. */
export interface MailboxItem {
  readonly mailId: string
  readonly to: string
  readonly from: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly at: Date
}

const whole = z.object({
  to: z.string(),
  from: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
})
const MOST = 500

const boxPlace = (workspaceId: string, mailId: string) => `${mailPlace(workspaceId, mailId)}/box`

/** The embedded default's post: a box of its own that a person reads on a page. What it takes leaves this machine nowhere. */
export function mailboxTransport(database: Database, seals: Pick<Seals, 'seal'>): MailTransport {
  return {
    async send(letter: Letter, { workspaceId, mailId }) {
      const { to, from, subject, text, logo } = letter
      // A browser knows no letter's pictures: here it stands in the page.
      const html = logo === null ? letter.html : letter.html.replace(`cid:${LOGO_CID}`, dataUrl(logo))
      const kept = JSON.stringify({
        to: to.address,
        from: `${from.name} <${from.address}>`,
        subject,
        text,
        html,
      })
      const sealed = seals.seal(kept, boxPlace(workspaceId, mailId))
      await database.inWorkspace(workspaceId, (sql) => keepInMailbox(sql, mailId, sealed))
      return {
        outcome: 'done',
        value: { reply: 'In Milepost’s own mailbox, because no mail server is set.' },
        trace: null,
      }
    },
  }
}

const dataUrl = ({ type, bytes }: NonNullable<Letter['logo']>): string =>
  `data:${type};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}`

/** What is in a workspace's mailbox, oldest first. */
export async function readMailbox(
  sql: Sql,
  workspaceId: string,
  seals: Pick<Seals, 'open'>,
): Promise<MailboxItem[]> {
  return (await listMailbox(sql, MOST)).map(({ mailId, at, sealed }) => ({
    mailId,
    at,
    ...whole.parse(JSON.parse(seals.open(sealed, boxPlace(workspaceId, mailId)))),
  }))
}

/** Where no mail server is set: nothing leaves, and it says why. */
export const noTransport: MailTransport = {
  send: async () => ({
    outcome: 'refused',
    fault: {
      kind: 'not_sent',
      status: null,
      code: null,
      message: 'No mail server is set: whoever runs Milepost sets SMTP_URL and MAIL_FROM.',
      trace: null,
      retryAfterMs: null,
    },
  }),
}
