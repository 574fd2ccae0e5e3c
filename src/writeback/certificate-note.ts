import type { Certificate } from '../approvals/certificates/certificate'
import { instantWords, titleOf } from '../approvals/certificates/certificate-words'
import { orderStatement, whoAgreed } from '../approvals/certificates/render-order-certificate'
import { withRole } from '../approvals/round'

/** Where certificates are kept in HubSpot's files. */
export const CERTIFICATE_FOLDER = '/Milepost/certificates'

/** Names the question to people about a certificate that HubSpot does not take. */
export const noteCause = (certificateId: string): string => `certificate:${certificateId}`

/** A word that no other note has: by it a note is known as ours, whatever a person adds to it. */
export const isNoteOf = (body: string | null | undefined, { number }: Pick<Certificate, 'number'>): boolean =>
  body?.includes(number) === true

/** What stands on the deal, as HTML: what was agreed to, by whom, and where it is checked. */
export function noteBody(certificate: Certificate): string {
  const { number, content } = certificate
  const about =
    certificate.is === 'work'
      ? [titleOf(certificate.content), certificate.content.snapshot.name]
      : ['Change order certificate', certificate.content.order.name]
  return paragraphs([
    `<strong>${escaped(about[0])}</strong>: ${escaped(about[1]?.slice(0, 500))}`,
    escaped(howWords(certificate).slice(0, 2_000)),
    `Certificate ${escaped(number)}, checked at ${escaped(content.verifyAt)}`,
  ])
}

function howWords(certificate: Certificate): string {
  if (certificate.is === 'order') {
    const { content } = certificate
    const by = content.recorded === null ? '' : `, as recorded by ${content.recorded.by}`
    return `${orderStatement(content)} Agreed to by ${whoAgreed(content)}${by}.`
  }
  const { decisions, silence } = certificate.content
  if (silence !== null && silence !== undefined)
    return `Accepted by silence within ${silence.businessDays === 1 ? 'one business day' : `${silence.businessDays} business days`}; this is no approval by the client.`
  return `Accepted by ${decisions.map((decision) => withRole(decision.who, decision.role)).join(' and ')}.`
}

const takenBack = ({ number }: Pick<Certificate, 'number'>): string =>
  `The approval of certificate ${number} was taken back`

/** Whether a note says already that its approval was taken back. */
export const isTakenBackNote = (body: string, certificate: Pick<Certificate, 'number'>): boolean =>
  body.includes(takenBack(certificate))

/** What is put above a note whose approval was taken back, as HTML. */
export const takenBackBody = (
  certificate: Certificate,
  { at, by, because }: NonNullable<Certificate['withdrawn']>,
): string =>
  paragraphs([
    `<strong>Taken back.</strong> ${escaped(takenBack(certificate))} on ` +
      `${escaped(instantWords(at.toISOString(), certificate.content.zone))} by ${escaped(by)}: ${escaped(because.slice(0, 2_000))}`,
  ])

const paragraphs = (lines: readonly string[]): string => lines.map((line) => `<p>${line}</p>`).join('')

const escaped = (text = ''): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
