import { useState } from 'react'
import type { DealPageView } from '../../../http/contract/deal'
import type { MilestoneView } from '../../../http/contract/milestone'
import { RecordAnswerDialog } from '../approvals/record-answer-dialog'
import { CustomerDialog } from '../customers/customer-dialog'
import { ProgressDialog } from '../progress/progress-dialog'
import { WithdrawClaimDialog } from '../progress/withdraw-claim-dialog'
import { TemplateSaveDialog } from '../templates/template-save-dialog'
import { billingToCome, noInvoiceYet } from './billing-to-come'
import { MilestoneBillDialog } from './milestone-bill-dialog'
import { MilestoneCompleteDialog } from './milestone-complete-dialog'
import { MilestoneDecideDialog } from './milestone-decide-dialog'
import { MilestoneEditDialog } from './milestone-edit-dialog'
import { MilestoneSplitDialog } from './milestone-split-dialog'
import { MilestoneSubmitDialog } from './milestone-submit-dialog'
import { MilestoneTakeBackDialog } from './milestone-take-back-dialog'
import { ScheduleAcceptDialog } from './schedule-accept-dialog'
import type { Act } from './use-deal-place'

interface DealDialogsProps {
  readonly page: DealPageView
  readonly act: Act | null
  readonly milestone: MilestoneView | null
  readonly onClose: () => void
}

/** What was there last, once it is there no more. */
function useHeld<T>(now: T | null): T | null {
  const [held, hold] = useState(now)
  if (now !== null && now !== held) hold(now)
  return now ?? held
}

/** Whether a milestone can be asked that now. One that is locked can be looked at. */
const canBeAsked = (act: Act, milestone: MilestoneView): boolean =>
  act === 'edit' || milestone.actions.some((action) => action === act)

/**
 * The dialog that the address asks for; none when this milestone can't be asked that now. Once it is open it stays,
 * whatever others do meanwhile: nothing typed is lost, no press falls on what lies behind, and the server says why not.
 */
export function DealDialogs({ page, act, milestone: now, onClose }: DealDialogsProps) {
  const dealId = page.deal.id
  const mayAccept = useHeld(page.state?.acceptedOn === null ? true : null)
  const milestone = useHeld(act !== null && now !== null && canBeAsked(act, now) ? now : null)
  if (act === 'accept') {
    return mayAccept === true ? <ScheduleAcceptDialog dealId={dealId} onClose={onClose} /> : null
  }
  if (act === 'template')
    return <TemplateSaveDialog dealId={dealId} dealName={page.deal.name} onClose={onClose} />
  if (act === 'customer') return <CustomerDialog dealId={dealId} onClose={onClose} />
  // Their own panels ask about a deposit and about retainage.
  if (act === 'deposit' || act === 'release') return null
  if (act === null || milestone === null) return null
  const given = { dealId, milestone, onClose }
  switch (act) {
    case 'edit':
      return <MilestoneEditDialog {...given} page={page} />
    case 'complete':
      return <MilestoneCompleteDialog {...given} notYet={noInvoiceYet(page, milestone)} />
    case 'progress':
      return <ProgressDialog {...given} notYet={noInvoiceYet(page, milestone)} />
    case 'withdraw_claim':
      return <WithdrawClaimDialog {...given} />
    case 'submit':
      return <MilestoneSubmitDialog {...given} />
    case 'decide':
      return <MilestoneDecideDialog {...given} notYet={noInvoiceYet(page, milestone)} />
    case 'record':
      return <RecordAnswerDialog {...given} notYet={noInvoiceYet(page, milestone)} />
    case 'bill':
      return <MilestoneBillDialog {...given} />
    case 'split':
      return <MilestoneSplitDialog {...given} billing={billingToCome(page, milestone)} />
    case 'withdraw':
    case 'revoke':
    case 'reopen':
      return <MilestoneTakeBackDialog {...given} act={act} />
  }
}
