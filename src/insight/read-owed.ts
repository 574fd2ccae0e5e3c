import { mailWords } from '../approvals/mails/settle-delivery'
import { intentsOfRestores } from '../invoices/edited/restore-table'
import type { IntentSummary } from '../invoices/intent'
import { readIntents } from '../invoices/intent-table'
import { intentsOfReminders } from '../invoices/reminders/reminder-table'
import type { Mail } from '../mail/mail'
import { readMails } from '../mail/mail-table'
import { masterNames } from '../masters/master-table'
import { formatMoney, money } from '../money/money'
import type { Message } from '../outbox/outbox-table'
import type { Sql } from '../postgres/database'

/** Work that is still owed to QuickBooks, in words. */
export interface OwedWork {
  readonly message: Message
  readonly what: string
  /** Why it is not there yet. */
  readonly why: string
  /** Nothing of it can have left, or it was refused: it can be taken back. */
  readonly canCancel: boolean
}

/** What each of these messages carries, to whom and how much, and what it waits for; in their order. */
export async function readOwed(sql: Sql, messages: readonly Message[], now: Date): Promise<OwedWork[]> {
  const reminded = await intentsOfReminders(
    sql,
    messages.filter(({ kind }) => kind === 'reminder.send').map(({ subjectId }) => subjectId),
  )
  const restored = await intentsOfRestores(
    sql,
    messages.filter(({ kind }) => kind === 'invoice.restore').map(({ subjectId }) => subjectId),
  )
  const mails = new Map(
    (
      await readMails(
        sql,
        messages.filter(({ kind }) => kind === 'mail.send').map(({ subjectId }) => subjectId),
      )
    ).map((mail) => [mail.mailId, mail]),
  )
  const intentOf = ({ subjectId }: Message) => reminded.get(subjectId) ?? restored.get(subjectId) ?? subjectId
  const intents = new Map(
    (await readIntents(sql, { intentIds: messages.map(intentOf) })).map((each) => [each.intentId, each]),
  )
  const customers = await masterNames(sql, 'customers', [
    ...new Set([...intents.values()].map(({ customerId }) => customerId)),
  ])
  return messages.map((message) => {
    const intent = intents.get(intentOf(message)) ?? null
    const isThere = message.kind === 'invoice.create' && intent?.state === 'posted'
    return {
      message,
      what: whatOf(
        message,
        intent,
        customers.get(intent?.customerId ?? '') ?? null,
        mails.get(message.subjectId),
      ),
      why: whyOf(message, isThere, now),
      canCancel:
        !isThere &&
        (message.state === 'refused' ||
          (message.state === 'waiting' &&
            !message.leased &&
            (message.attempts === 0 || isOnlyMail(message)))),
    }
  })
}

/** A reminder that waits has not left, however often reading its invoice failed. */
const isOnlyMail = ({ kind }: Message): boolean => kind === 'reminder.send' || kind === 'mail.send'

function whatOf(
  { kind }: Message,
  intent: IntentSummary | null,
  customer: string | null,
  mail: Mail | undefined,
): string {
  switch (kind) {
    case 'mail.send':
      return mail === undefined ? 'Send an e-mail' : `Send ${mailWords(mail)}`
    case 'certificate.note':
      return 'Put an acceptance certificate on the deal in HubSpot'
    case 'customer.create':
      return 'Create a customer in QuickBooks'
    case 'time.create':
      return 'Enter hours in QuickBooks'
    case 'cost.release':
      return 'Set a billed cost not billable in QuickBooks'
    case 'reminder.send':
      return `Remind of the ${invoiceWords(intent, customer)}, by QuickBooks’ e-mail`
    case 'invoice.restore':
      return `Put the ${invoiceWords(intent, customer)} back as it was sent`
    case 'invoice.create':
      break
  }
  const invoice = invoiceWords(intent, customer)
  if (intent?.state !== 'posted') return `Create the ${invoice} in QuickBooks`
  const mails = intent.sendState === 'wanted' || intent.sendState === 'sending'
  return mails ? `E-mail the ${invoice}` : `Attach the files of the ${invoice}`
}

/** "invoice of $800.00 to Acme Corp". */
function invoiceWords(intent: IntentSummary | null, customer: string | null): string {
  if (intent === null) return 'invoice'
  const to = customer === null ? '' : ` to ${customer}`
  return `invoice of ${formatMoney(money(intent.amountMinor, intent.currency))}${to}`
}

function whyOf(
  { state, fault, leased, batchId, nextAt, kind }: Message,
  isThere: boolean,
  now: Date,
): string {
  const said = fault?.message ?? null
  switch (state) {
    case 'cancelled':
      return 'It was cancelled.'
    case 'done':
      return 'It is done.'
    case 'refused':
      return said ?? (kind === 'mail.send' ? 'The mail server refused it.' : `${vendorOf(kind)} refused it.`)
    case 'unclear':
      if (kind === 'mail.send')
        return `${said ?? 'The answer was lost.'} A mail server can’t be asked: say what became of it, or send it again.`
      return `${said ?? 'The answer was lost.'} Whether it ${unclearWords(kind, isThere)} is looked for before anything is sent again.`
    case 'waiting':
      if (said !== null) return said
      if (leased)
        return batchId === null ? 'It is being sent.' : 'It is being sent, with others in one request.'
      if (nextAt <= now) return 'It is about to be sent.'
      return kind === 'mail.send'
        ? 'It waits for the morning, or for the mail server.'
        : `It waits until ${vendorOf(kind)} can be asked again.`
  }
}

const vendorOf = (kind: Message['kind']): string => (kind === 'certificate.note' ? 'HubSpot' : 'QuickBooks')

const unclearWords = (kind: Message['kind'], isThere: boolean): string =>
  isThere || kind === 'reminder.send'
    ? 'was e-mailed'
    : kind === 'invoice.restore'
      ? 'was put back'
      : 'is there'
