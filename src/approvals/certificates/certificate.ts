import { createHash, randomBytes } from 'node:crypto'
import { formatMoney, money } from '../../money/money'
import { shareText } from '../../money/share'
import { codeOf, type MoneyOrShare } from '../../schedules/milestone'
import type { LinkCame } from '../../tenants/link-came'
import type { Approved } from '../after-approval'
import type { Decision, PartOutcome } from '../round'
import type { Snapshot } from '../snapshot'
import type { OrderCertificateContent } from './order-certificate'

/** The contract as a bar, at that moment: its parts in their order. Minor units as text: it is stored as JSON. */
export interface CertifiedBar {
  readonly contractSum: string
  readonly parts: readonly { readonly part: string; readonly minor: string }[]
}

interface CertifiedDecision {
  readonly who: string
  readonly role: string | null
  readonly decision: Decision['decision']
  readonly outcome: PartOutcome | null
  readonly reason: string | null
  /** What was accepted of it, as it was asked: an amount or a share. */
  readonly accepted: string | null
  readonly recordedBy: string | null
  readonly recordedOn: string | null
  readonly signedName: string | null
  /** What proves an answer that a colleague recorded. */
  readonly files: readonly { readonly name: string; readonly sha256: string }[]
  readonly via: string
  /** How the link reached them; left out of certificates of before. */
  readonly link?: LinkCame
  /** UTC. */
  readonly at: string
  readonly zone: string
}

/** How the company looked when it certified. */
export interface CertifiedLook {
  /** `#rrggbb`, readable on white. */
  readonly accent: string
  /** The SHA-256 of the logo's picture. */
  readonly logo: string | null
}

/** Everything that a certificate says, frozen; its PDF and its hash are made of this and nothing else. */
export interface CertificateContent {
  readonly version: 1
  readonly number: string
  /** UTC. */
  readonly madeAt: string
  readonly zone: string
  readonly paper: 'LETTER' | 'A4'
  readonly company: string
  /** Left out of certificates from before companies had one. */
  readonly look?: CertifiedLook
  readonly verifyAt: string
  readonly project: string
  readonly client: string | null
  readonly contract: { readonly reference: string | null; readonly date: string | null }
  readonly code: string
  readonly round: number
  readonly currency: string
  /** What is accepted by this certificate; less than was submitted where it was split. Minor units. */
  readonly amountMinor: string
  /** The days that silence had, where it counts as the answer of those who gave none. */
  readonly silence: Approved['silence'] | null
  readonly decisions: readonly CertifiedDecision[]
  readonly snapshot: Snapshot
  readonly snapshotHash: string
  /** Null where what is billed was not known then. */
  readonly bar: CertifiedBar | null
}

/** What a certificate proves: that a round ended with the work accepted, or that a change order was agreed to. */
export type CertificateSubject =
  | { readonly is: 'work'; readonly milestoneId: string; readonly roundId: string }
  | { readonly is: 'order'; readonly changeOrderId: string }

interface Kept {
  readonly certificateId: string
  readonly number: string
  readonly dealId: string
  /** SHA-256 of exactly the stored words of the content, in hex. */
  readonly contentHash: string
  readonly fileId: string
  readonly madeAt: Date
  /** Its approval was taken back. */
  readonly withdrawn: { readonly at: Date; readonly by: string; readonly because: string } | null
}

/** A certificate of accepted work, as it is kept. */
export type WorkCertificate = Kept &
  Extract<CertificateSubject, { is: 'work' }> & { readonly content: CertificateContent }
/** A certificate of a change order, as it is kept. Nothing takes a signed one back. */
export type OrderCertificate = Kept &
  Extract<CertificateSubject, { is: 'order' }> & { readonly content: OrderCertificateContent }
export type Certificate = WorkCertificate | OrderCertificate

/** What it is of, as a sentence names it: "“Design”", "CO-1". */
export const certifiedName = (certificate: Certificate): string =>
  certificate.is === 'work' ? `“${certificate.content.snapshot.name}”` : certificate.content.order.name

/** The milestone of accepted work; null for a change order. */
export const milestoneOf = (certificate: Certificate): string | null =>
  certificate.is === 'work' ? certificate.milestoneId : null

/** Letters that nobody takes for one another, on paper or by telephone. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/** "MC-7KQ4-XB29-TM3D-HW6P": random, so that nobody counts a company's approvals, or guesses the next. */
export function newNumber(): string {
  const places: string[] = []
  while (places.length < 16) {
    // Beyond a multiple of the letters some of them would come more often.
    for (const byte of randomBytes(24)) {
      if (byte < 240 && places.length < 16) places.push(LETTERS[byte % LETTERS.length] ?? '')
    }
  }
  return `MC-${(places.join('').match(/.{4}/g) ?? []).join('-')}`
}

/** A number as somebody typed it, as it is printed: small letters and missing lines are no other number. */
export const typedNumber = (typed: string): string =>
  `MC-${(
    typed
      .toUpperCase()
      .replace(/[^0-9A-Z]/g, '')
      .replace(/^MC/, '')
      .match(/.{1,4}/g) ?? []
  ).join('-')}`

export const contentHashOf = (words: string): string => createHash('sha256').update(words).digest('hex')

const acceptedWords = (accepted: MoneyOrShare, currency: string): string =>
  'amount' in accepted ? `${accepted.amount} ${currency}` : shareText(accepted)

/** What proves this approval: of what was submitted and decided, and of nothing that may change afterwards. */
export function certificateOf(
  approved: Approved,
  about: Pick<
    CertificateContent,
    'number' | 'madeAt' | 'zone' | 'paper' | 'company' | 'look' | 'verifyAt' | 'project' | 'client' | 'bar'
  > & { readonly files: ReadonlyMap<string, { readonly name: string; readonly sha256: string }> },
): CertificateContent {
  const { schedule, milestone, round, decisions, silence = null } = approved
  const { files, ...said } = about
  return {
    version: 1,
    ...said,
    contract: { reference: schedule.terms.contractReference, date: schedule.terms.contractDate },
    code: codeOf(milestone),
    round: round.number,
    currency: schedule.currency,
    amountMinor: String(milestone.amountMinor),
    silence,
    // Silence is kept among the decisions too; it is said apart, and never as one.
    decisions: decisions
      .filter(({ how }) => how.via !== 'silence')
      .map((decision) => ({
        who: decision.who,
        role: decision.role,
        decision: decision.decision,
        outcome: decision.outcome,
        reason: decision.reason,
        accepted: decision.accepted && acceptedWords(decision.accepted, schedule.currency),
        recordedBy: decision.recordedBy,
        recordedOn: decision.recordedOn,
        signedName: decision.signedName,
        files: decision.fileIds.flatMap((id) => {
          const file = files.get(id)
          return file ? [{ name: file.name, sha256: file.sha256 }] : []
        }),
        via: decision.how.via,
        ...(decision.how.link && { link: decision.how.link }),
        at: decision.at.toISOString(),
        zone: decision.zone,
      })),
    snapshot: round.snapshot,
    snapshotHash: round.snapshotHash,
  }
}

/** "$20,000.00": what a certificate's own amounts are called. */
export const certifiedMoney = (minor: string, currency: string): string =>
  formatMoney(money(BigInt(minor), currency))
