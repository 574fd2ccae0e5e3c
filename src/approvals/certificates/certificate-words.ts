import { DateTime } from 'luxon'
import { dayWords } from '../../clock/day'
import type { LinkCame } from '../../tenants/link-came'
import { withRole } from '../round'
import { type CertificateContent, certifiedMoney } from './certificate'

/** How the work came to be accepted: each has words of its own, and none is told as another. */
export type AcceptedHow = 'approved' | 'part' | 'carried' | 'collected' | 'silence'

export function acceptedHow({ silence, decisions }: CertificateContent): AcceptedHow {
  if (silence !== null && silence !== undefined) return 'silence'
  const outcome = decisions.at(-1)?.outcome ?? null
  return outcome === 'split'
    ? 'part'
    : outcome === 'carry'
      ? 'carried'
      : outcome === 'collect'
        ? 'collected'
        : 'approved'
}

export const titleOf = (content: CertificateContent): string =>
  ({
    approved: 'Acceptance certificate',
    part: 'Certificate of partial acceptance',
    carried: 'Acceptance certificate, with revisions carried on',
    collected: 'Acceptance certificate, with a part paid later',
    silence: 'Certificate of acceptance by silence',
  })[acceptedHow(content)]

/** "20 Feb 2026, 15:04 (America/New_York) · 2026-02-20 20:04:05 UTC": where the workspace is, and for everybody. */
export function instantWords(at: string, zone: string): string {
  const local = DateTime.fromISO(at, { zone, locale: 'en-GB' })
  const utc = DateTime.fromISO(at, { zone: 'utc' })
  return `${local.toFormat('d LLL yyyy, HH:mm')} (${zone}) · ${utc.toFormat('yyyy-MM-dd HH:mm:ss')} UTC`
}

/** What is certified, in whole sentences. */
export function statementOf(content: CertificateContent): string {
  const { snapshot, silence } = content
  const work = `“${snapshot.name}”`
  const amount = certifiedMoney(content.amountMinor, content.currency)
  const reason = content.decisions.at(-1)?.reason ?? ''
  switch (acceptedHow(content)) {
    case 'approved':
      return `The work of ${work} was approved as it was submitted. Its agreed amount is ${amount}, net of tax.`
    case 'part':
      return (
        `A part of ${work} was accepted: ${amount} of ${snapshot.amount} ${snapshot.currency}, net of tax. The rest was not ` +
        `accepted; it goes on as a milestone of its own. This certificate is for the accepted part alone.`
      )
    case 'carried':
      return (
        `The work of ${work} was approved, and the whole agreed amount of ${amount}, net of tax, may be billed. These ` +
        `revisions are carried on: ${reason}`
      )
    case 'collected':
      return (
        `The work of ${work} was approved, and the whole agreed amount of ${amount}, net of tax, may be billed. ` +
        `${content.decisions.at(-1)?.accepted ?? 'A part'} of it is paid now, and the rest after the final sign-off.`
      )
    case 'silence': {
      const days = silence?.businessDays ?? 0
      const ended = silence ? instantWords(silence.endedAt, content.zone) : ''
      return (
        `Nobody objected to ${work} within ${days} business ${days === 1 ? 'day' : 'days'}, which ended on ${ended}. By what ` +
        `was agreed, silence counts as acceptance. This is not an approval by the client. The agreed amount is ${amount}, ` +
        'net of tax.'
      )
    }
  }
}

const WAYS: Readonly<Record<string, string>> = {
  portal: 'by their own link to the client portal',
  console: 'signed in to Milepost',
  card: 'on the deal card in HubSpot',
  api: 'by the programming interface, as a signed-in person',
}

/** How an answer came: "by a link to the client portal that Beth Sandoval handed over". */
export function wayWords(via: string, link?: LinkCame): string {
  if (link?.sentBy === 'mail') return 'by their own link to the client portal, which was e-mailed to them'
  if (link) return `by a link to the client portal that ${link.by} handed over`
  return WAYS[via] ?? via
}

/** What one person said: a line with who and what, and lines about when, how, and by which proof. */
export interface DecisionWords {
  readonly head: string
  readonly lines: readonly string[]
}

export function decisionWords({ decisions, silence }: CertificateContent): DecisionWords[] {
  const said = decisions.map((decision): DecisionWords => {
    const verb =
      decision.decision === 'approve'
        ? 'approved'
        : decision.decision === 'revise'
          ? 'asked for changes'
          : decision.decision !== 'approve_part'
            ? 'gave no answer'
            : decision.outcome === 'split'
              ? `accepted a part${decision.accepted === null ? '' : ` (${decision.accepted})`}`
              : 'approved, with a part still open'
    const recorded =
      decision.recordedBy === null
        ? []
        : [
            `Recorded on their behalf by ${decision.recordedBy}` +
              `${decision.recordedOn === null ? '' : `; answered on ${dayWords(decision.recordedOn)}`}. They did not answer in Milepost themselves.`,
          ]
    const way = wayWords(decision.via, decision.link)
    return {
      head: `${withRole(decision.who, decision.role)}: ${verb}`,
      lines: [
        `${decision.recordedBy === null ? '' : 'Recorded '}${instantWords(decision.at, decision.zone)}`,
        ...recorded,
        ...(decision.recordedBy === null
          ? [
              `Given ${way}${decision.signedName === null ? '' : `, signed by typing “${decision.signedName}”`}.`,
            ]
          : []),
        ...(decision.reason === null ? [] : [`In their words: ${decision.reason}`]),
        ...decision.files.map((file) => `Proof: ${file.name}, SHA-256 ${file.sha256}`),
      ],
    }
  })
  const silent = (silence?.who ?? []).map(
    ({ name, role }): DecisionWords => ({
      head: `${withRole(name, role)}: no answer`,
      lines: ['Silent until the window ended. Not an approval.'],
    }),
  )
  return [...said, ...silent]
}
