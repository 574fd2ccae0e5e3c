import type { MilestoneView } from '../../../http/contract/milestone'
import type { BodyOf, Call } from '../api/caller'
import { isStillOurs, waitsForItsDay } from './billing-to-come'
import type { MakingVerb } from './invoices-ahead'

export type Action = MilestoneView['actions'][number]

/** What a button says for each action but billing. */
const actionWords: Record<Exclude<Action, 'bill'>, string> = {
  start: 'Start',
  complete: 'Complete',
  submit: 'Ask for approval',
  progress: 'Bill by progress',
  withdraw_claim: 'Take last claim back',
  withdraw: 'Withdraw',
  decide: 'Decide',
  record: 'Record the answer',
  split: 'Accept a part',
  revoke: 'Revoke approval',
  reopen: 'Reopen',
}

/** A prepared invoice is there already, and waits to be generated; any other is created. */
export const makingVerb = ({ billingStatus }: MilestoneView): MakingVerb =>
  billingStatus === 'prepared' ? 'Generate' : 'Create'

/** The button's words for this milestone: several payers have several invoices, and not all work was approved. */
export function actionWordsFor(action: Action, milestone: MilestoneView): string {
  const { payers, approval } = milestone
  if (action === 'bill') {
    const several = payers.filter((each) => isStillOurs(each.billingStatus)).length > 1
    return `${makingVerb(milestone)} ${several ? 'invoices' : 'invoice'}`
  }
  if (action === 'revoke' && !approval.required) return 'Take back completion'
  return actionWords[action]
}

/** Going back, or on by a part, is never the next step: it is offered in the pane only. */
const asides: ReadonlySet<Action> = new Set([
  'progress',
  'withdraw_claim',
  'withdraw',
  'record',
  'split',
  'revoke',
  'reopen',
])

export function nextAction(milestone: MilestoneView): Action | null {
  const waits = waitsForItsDay(milestone)
  return milestone.actions.find((action) => !asides.has(action) && !(waits && action === 'bill')) ?? null
}

/** An action with what it needs to be carried out. */
export type Doing =
  | { readonly act: 'start' }
  | { readonly act: 'complete' | 'withdraw'; readonly note: string }
  | {
      readonly act: 'submit'
      readonly note: string
      readonly evidence: NonNullable<BodyOf<'POST /milestones/{id}/submit'>['evidence']>
    }
  | { readonly act: 'progress'; readonly percent: string; readonly note: string }
  | { readonly act: 'withdraw_claim' }
  | { readonly act: 'approve' }
  | { readonly act: 'record'; readonly answer: BodyOf<'POST /rounds/{id}/decision'> }
  | { readonly act: 'revise' | 'reopen'; readonly reason: string }
  | { readonly act: 'revoke'; readonly reason: string; readonly tellClient: boolean }
  | { readonly act: 'bill'; readonly again: boolean }

function noted(note: string): { note?: string } {
  return note.trim() === '' ? {} : { note: note.trim() }
}

/** Carries out one action; answers with the milestone as it is afterwards. */
export async function carryOut(
  call: Call,
  milestone: MilestoneView,
  doing: Doing,
  key: string,
): Promise<MilestoneView> {
  const params = { id: milestone.id }
  switch (doing.act) {
    case 'start':
      return call('POST /milestones/{id}/start', { params, body: {}, key })
    case 'complete':
      return call('POST /milestones/{id}/complete', { params, body: noted(doing.note), key })
    case 'progress': {
      const body = { percent: doing.percent, ...noted(doing.note) }
      const answer = await call('POST /milestones/{id}/progress', { params, body, key })
      if (!('workStatus' in answer))
        throw new Error('Milepost answered with a preview instead of the milestone')
      return answer
    }
    case 'withdraw_claim':
      return call('POST /milestones/{id}/progress/withdraw', { params, body: {}, key })
    case 'submit':
      return call('POST /milestones/{id}/submit', {
        params,
        body: { ...noted(doing.note), evidence: doing.evidence },
        key,
      })
    case 'withdraw':
      return call('POST /milestones/{id}/withdraw', { params, body: noted(doing.note), key })
    case 'revoke':
      return call('POST /milestones/{id}/revoke', {
        params,
        body: { reason: doing.reason, tellClient: doing.tellClient },
        key,
      })
    case 'reopen':
      return call('POST /milestones/{id}/reopen', { params, body: { reason: doing.reason }, key })
    case 'approve':
    case 'revise': {
      if (milestone.round === null) throw new Error('There is no open round to decide')
      const body =
        doing.act === 'approve'
          ? { decision: 'approve' as const }
          : { decision: 'revise' as const, reason: doing.reason }
      return call('POST /rounds/{id}/decision', { params: { id: milestone.round.id }, body, key })
    }
    case 'record':
      if (milestone.round === null) throw new Error('There is no open round to decide')
      return call('POST /rounds/{id}/decision', {
        params: { id: milestone.round.id },
        body: doing.answer,
        key,
      })
    case 'bill': {
      const body = doing.again ? { again: true } : {}
      const answer = await call('POST /milestones/{id}/bill', { params, body, key })
      if (!('workStatus' in answer))
        throw new Error('Milepost answered with a preview instead of the milestone')
      return answer
    }
  }
}
