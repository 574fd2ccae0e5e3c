import { Readable } from 'node:stream'
import MailComposer from 'nodemailer/lib/mail-composer'
import SmtpConnection from 'nodemailer/lib/smtp-connection'
import { z } from 'zod'
import type { Answer, Fault, FaultKind } from '../../connectors/answer'
import { LOGO_CID } from './letter-page'
import type { Letter } from './mail'
import type { MailTransport } from './mail-transport'

/** Where the mail server is, and how long one e-mail may take with it. */
export interface SmtpPlace {
  /** `smtp://user:password@host:587`, or `smtps://` where TLS comes first. */
  readonly url: string
  readonly deadlineMs: number
}

const PORTS: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 }
const MOST_WORDS = 300

/**
 * SMTP, by nodemailer's own connection and not by its transport: only so can it be told whether the letter's first byte
 * has left. What broke before that was certainly not taken; after it, only the server's own word counts.
 */
export function smtpTransport({ url, deadlineMs }: SmtpPlace): MailTransport {
  const place = new URL(url)
  const auth =
    place.username === ''
      ? null
      : { user: decodeURIComponent(place.username), pass: decodeURIComponent(place.password) }
  const isNear = ['localhost', '127.0.0.1', '[::1]'].includes(place.hostname)
  const options = {
    host: place.hostname.replace(/^\[|\]$/g, ''),
    port: place.port === '' ? (PORTS[place.protocol] ?? 587) : Number(place.port),
    secure: place.protocol === 'smtps:',
    // A password is told to nobody in the clear.
    requireTLS: auth !== null && !isNear && place.protocol === 'smtp:',
    connectionTimeout: deadlineMs / 3,
    greetingTimeout: deadlineMs / 3,
    socketTimeout: deadlineMs,
  }
  return {
    async send(letter) {
      const raw = await compose(letter)
      return hand(new SmtpConnection(options), auth, letter, raw, deadlineMs)
    },
  }
}

type Outcome = Answer<{ readonly reply: string }>

function hand(
  connection: SmtpConnection,
  auth: { user: string; pass: string } | null,
  letter: Letter,
  raw: Buffer,
  deadlineMs: number,
): Promise<Outcome> {
  let began = false
  // Read from only once the server has asked for the letter.
  const body = new Readable({
    read() {
      began = true
      this.push(raw)
      this.push(null)
    },
  })
  return new Promise((resolve) => {
    const end = (outcome: Outcome) => {
      clearTimeout(deadline)
      resolve(outcome)
      connection.close()
      // Whatever it still says is nobody's any more.
      body.destroy()
    }
    const fail = (error: unknown) => end(outcomeOf(error, began))
    const deadline = setTimeout(
      () => fail(Object.assign(new Error('The mail server did not answer in time'), { code: 'ETIMEDOUT' })),
      deadlineMs,
    )
    connection.on('error', fail)
    const send = () =>
      connection.send({ from: letter.from.address, to: [letter.to.address] }, body, (error, info) => {
        if (error) return fail(error)
        end({ outcome: 'done', value: { reply: cut(info?.response ?? '') }, trace: null })
      })
    connection.connect((error) => {
      if (error) return fail(error)
      if (auth === null) return send()
      connection.login({ credentials: auth }, (refused) => (refused ? fail(refused) : send()))
    })
  })
}

const said = z.object({
  code: z.string().optional(),
  command: z.string().optional(),
  responseCode: z.number().optional(),
  message: z.string(),
})

/** What an error of the conversation means for the letter. `began`: some of the letter had left. */
function outcomeOf(error: unknown, began: boolean): Outcome {
  const parsed = said.safeParse(error)
  const { code, command, responseCode, message } = parsed.success ? parsed.data : { message: 'It broke off' }
  const fault = (kind: FaultKind): Fault => ({
    kind,
    status: responseCode ?? null,
    code: code ?? null,
    message: cut(message),
    trace: null,
    retryAfterMs: null,
  })
  const refused = (kind: FaultKind): Outcome => ({ outcome: 'refused', fault: fault(kind) })
  if (code === 'EAUTH') return refused('unauthorized')
  if (responseCode !== undefined) {
    // Before the letter's own commands the server refuses us, not the letter.
    const isLetter = command === 'RCPT TO' || command === 'DATA' || command === 'MAIL FROM'
    return refused(responseCode >= 500 && isLetter ? 'invalid' : 'unavailable')
  }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return refused('invalid')
  if (began) return { outcome: 'unknown', fault: fault('timeout') }
  const why = `The mail server can’t be reached: ${cut(message)}`
  return { outcome: 'refused', fault: { ...fault('not_sent'), message: why } }
}

const cut = (text: string): string => text.replace(/\s+/g, ' ').slice(0, MOST_WORDS)

/** The bytes that leave: the same letter makes the same words, with the same Message-ID and date. */
async function compose(letter: Letter): Promise<Buffer> {
  const mailbox = ({ name, address }: Letter['to']) => ({
    name: oneLine(name ?? ''),
    address: address.replace(NOT_IN_ADDRESS, ''),
  })
  return new MailComposer({
    from: mailbox(letter.from),
    to: [mailbox(letter.to)],
    ...(letter.replyTo && { replyTo: mailbox(letter.replyTo) }),
    subject: oneLine(letter.subject),
    text: letter.text,
    html: letter.html,
    ...(letter.logo && { attachments: [pictureOf(letter.logo)] }),
    messageId: letter.messageId,
    date: new Date(letter.date),
    headers: {
      // A machine's letter: out-of-office replies are not sent to it.
      'Auto-Submitted': 'auto-generated',
      ...(letter.unsubscribe && listUnsubscribe(letter.unsubscribe)),
    },
  })
    .compile()
    .build()
}

/** Names and subjects are people's own words: whatever they hold, they are one line, and no header begins in them. */
const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
const NOT_IN_ADDRESS = /[\s\p{Cc}]+/gu

/** One press in the mail program is enough (RFC 8058); the address does nothing else. */
const listUnsubscribe = ({ post, mailto }: NonNullable<Letter['unsubscribe']>) => ({
  'List-Unsubscribe': [post, ...(mailto === null ? [] : [mailto])].map((each) => `<${each}>`).join(', '),
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
})

const pictureOf = ({ type, bytes }: NonNullable<Letter['logo']>) => ({
  cid: LOGO_CID,
  filename: 'logo.png',
  contentType: type,
  contentDisposition: 'inline' as const,
  content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
})
