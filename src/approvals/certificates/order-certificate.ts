import type { ChangeOrder } from '../../change-orders/change-order'
import type { AskedOfOrder, OrderAnswer } from '../../change-orders/order-answer-table'
import { type ShownOrder, shownOrder, shownOrderHash } from '../../change-orders/shown-order'
import type { Schedule } from '../../schedules/schedule'
import type { LinkCame } from '../../tenants/link-came'
import type { CertifiedLook } from './certificate'

/** An answer by an approver's own link. */
interface CertifiedSignature {
  readonly who: string
  readonly role: string | null
  readonly reason: string | null
  readonly signedName: string
  readonly via: string
  /** How the link reached them; left out of certificates of before. */
  readonly link?: LinkCame
  /** UTC. */
  readonly at: string
  readonly zone: string
}

/** Everything that the certificate of a change order says, frozen; its PDF and its hash are made of this and nothing else. */
export interface OrderCertificateContent {
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
  /** Exactly what was shown to whoever signed it. */
  readonly order: ShownOrder
  readonly orderHash: string
  readonly asked: { readonly rule: 'any' | 'all'; readonly names: readonly string[] }
  readonly signatures: readonly CertifiedSignature[]
  /** Where a colleague entered the client's answer; null where the client decided it by link. */
  readonly recorded: {
    readonly by: string
    readonly via: string
    /** UTC. */
    readonly at: string
    /** The day on the client's paper, `YYYY-MM-DD`. */
    readonly on: string | null
    readonly signedBy: string | null
    readonly reason: string | null
    readonly files: readonly { readonly name: string; readonly sha256: string }[]
  } | null
}

/** What proves that this change order was agreed to: what was shown and answered, and nothing that may change afterwards. */
export function orderCertificateOf(
  given: {
    readonly order: ChangeOrder
    readonly schedule: Schedule
    readonly asked: AskedOfOrder
    readonly answers: readonly OrderAnswer[]
  },
  about: Pick<
    OrderCertificateContent,
    'number' | 'madeAt' | 'zone' | 'paper' | 'company' | 'look' | 'verifyAt' | 'project' | 'client'
  > & { readonly files: ReadonlyMap<string, { readonly name: string; readonly sha256: string }> },
): OrderCertificateContent {
  const { order, schedule, asked } = given
  const { files, ...said } = about
  const shown = shownOrder(order, schedule)
  const orderHash = shownOrderHash(shown)
  // Signatures stand under what they were given for: of one under other sums the certificate knows nothing.
  const signatures = given.answers.filter(
    ({ revision, answer, shownHash }) =>
      revision === order.revision && answer === 'approve' && shownHash === orderHash,
  )
  const { ended } = order
  return {
    version: 1,
    ...said,
    contract: { reference: schedule.terms.contractReference, date: schedule.terms.contractDate },
    order: shown,
    orderHash,
    asked: { rule: asked.rule, names: asked.approvers.map(({ name }) => name) },
    signatures: signatures.map(({ who, role, reason, signedName, how, at, zone }) => ({
      who,
      role,
      reason,
      signedName,
      via: how.via,
      ...(how.link && { link: how.link }),
      at: at.toISOString(),
      zone,
    })),
    recorded:
      ended === null || ended.via === 'portal'
        ? null
        : {
            by: ended.by,
            via: ended.via,
            at: ended.at.toISOString(),
            on: ended.on,
            signedBy: ended.signedBy,
            reason: ended.reason,
            files: ended.fileIds.flatMap((id) => {
              const file = files.get(id)
              return file ? [{ name: file.name, sha256: file.sha256 }] : []
            }),
          },
  }
}
