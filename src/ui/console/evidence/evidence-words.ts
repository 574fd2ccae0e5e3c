import type { AttachmentView } from '../../../http/contract/evidence'
import type { MilestoneView } from '../../../http/contract/milestone'
import { isStillOurs } from '../deal/billing-to-come'

/** Whether evidence can be added now, as far as a page knows; the server has the last word. */
export function takesEvidence(milestone: MilestoneView): boolean {
  const unbilled =
    isStillOurs(milestone.billingStatus) &&
    milestone.payers.every((payer) => isStillOurs(payer.billingStatus))
  // Work that is claimed by progress goes on, and every claim wants its photos.
  const goesOn =
    milestone.workStatus === 'in_progress' && milestone.claims.some((each) => each.kind === 'progress')
  return (unbilled || goesOn) && milestone.workStatus !== 'in_review' && milestone.workStatus !== 'cancelled'
}

/** How far a file of an invoice is, in a few words. */
export const attachmentWords: Record<AttachmentView['state'], string> = {
  wanted: 'goes with it',
  sending: 'on its way',
  unclear: 'unclear: QuickBooks is asked again',
  attached: 'attached',
  refused: 'refused by QuickBooks',
  left_out: 'left out',
}

/** Whether a person should look at it. */
export const isTrouble = (state: AttachmentView['state']): boolean =>
  state === 'refused' || state === 'unclear' || state === 'left_out'

export const attachedKindWords: Record<AttachmentView['kind'], string> = {
  evidence: 'evidence',
  agreement: 'agreement',
  certificate: 'certificate',
  sign_off: 'sign-off',
  other: 'file',
}

/** "2 files", beside what was asked. */
export const foundText = (found: number): string =>
  found === 0 ? 'nothing added for it yet' : found === 1 ? '1 file' : `${found} files`
