import type { DealPageView } from '../../src/http/contract/deal'
import type { MilestoneView } from '../../src/http/contract/milestone'
import type { WorkspaceView } from '../../src/http/contract/workspace'

/** A pending milestone that nobody has touched, with what a test is about put over it. */
export function aMilestone(over: Partial<MilestoneView> = {}): MilestoneView {
  return {
    id: 'm1',
    position: 1,
    code: String(over.position ?? 1),
    ordinal: over.position ?? 1,
    name: 'Strategy',
    description: null,
    deliverable: null,
    criteria: [],
    evidenceRequired: [],
    amount: { amount: '15000.00', currency: 'USD' },
    share: null,
    shareOf: null,
    shareBase: null,
    plannedFrom: null,
    plannedOn: null,
    billsOn: null,
    trigger: { on: ['acceptance'] },
    approval: { required: false, rule: 'any', approvers: [], windowDays: 3, deemed: false },
    workStatus: 'pending',
    billingStatus: 'not_billed',
    label: 'Pending',
    overdue: false,
    blocked: false,
    partiallyBilled: false,
    difference: false,
    locked: false,
    lockedBecause: null,
    unlockedBy: null,
    billed: null,
    paid: null,
    completedOn: null,
    completedBy: null,
    completedNote: null,
    blockedBecause: null,
    invoices: [],
    payers: [],
    freed: false,
    round: null,
    agreementCheck: null,
    changeOrder: null,
    actions: [],
    version: 1,
    ...over,
  }
}

/** A deal of $50,000.00 with these milestones, and no schedule unless a test gives one. */
export function aDealPage(milestones: MilestoneView[]): DealPageView {
  return {
    deal: {
      id: '101',
      name: 'Brand Redesign',
      company: 'Acme Corp',
      amount: { amount: '50000.00', currency: 'USD' },
      stage: null,
      won: true,
      archived: false,
      link: null,
      scheduled: false,
      status: 'Not planned',
      figures: null,
      attention: 0,
      updatedAt: '2026-11-20T10:00:00Z',
    },
    schedule: null,
    state: null,
    payers: [],
    milestones,
    figures: null,
    changeOrders: [],
    invoices: [],
    attention: [],
    advice: [],
    undo: null,
  }
}

/** A workspace in dollars, with a default for everything that has one. */
export const aWorkspace: WorkspaceView = {
  id: 'w',
  name: 'Harbour & Co',
  zone: 'Europe/Berlin',
  currency: 'USD',
  defaults: { delivery: 'prepare', netDays: 14, itemId: '3', taxCode: 'NON' },
  tolerancePercent: '0',
  wonStages: [],
  pipelineTemplates: {},
}
