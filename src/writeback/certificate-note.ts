import type { Certificate } from '../approvals/certificates/certificate'
import { titleOf } from '../approvals/certificates/certificate-words'
import { withRole } from '../approvals/round'

/** Where certificates are kept in HubSpot's files. */
export const CERTIFICATE_FOLDER = '/Milepost/certificates'

/** Names the question to people about a certificate that HubSpot does not take. */
export const noteCause = (certificateId: string): string => `certificate:${certificateId}`

/** A word that no other note has: by it a note is known as ours, whatever a person adds to it. */
export const isNoteOf = (body: string | null | undefined, { number }: Pick<Certificate, 'number'>): boolean =>
  body?.includes(number) === true

/** What stands on the deal, as HTML: what was accepted, by whom, and where it is checked. */
export function noteBody({ number, content }: Certificate): string {
  const { snapshot, decisions, silence } = content
  const who = decisions.map((decision) => withRole(decision.who, decision.role)).join(' and ')
  const how =
    silence === null || silence === undefined
      ? `Accepted by ${who}.`
      : `Accepted by silence within ${silence.businessDays} business days; this is no approval by the client.`
  const lines = [
    `<strong>${escaped(titleOf(content))}</strong>: ${escaped(snapshot.name.slice(0, 500))}`,
    escaped(how.slice(0, 2_000)),
    `Certificate ${escaped(number)}, checked at ${escaped(content.verifyAt)}`,
  ]
  return lines.map((line) => `<p>${line}</p>`).join('')
}

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
