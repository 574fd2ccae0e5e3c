import type { RouteName } from '../../src/http/contract/routes'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const ref = (quickbooksId: string) => ({ quickbooksId })
const halves = [
  { customer: ref('1'), share: { percent: '50' } },
  { customer: ref('2'), share: { fraction: '1/2' } },
]
const approval = {
  required: true,
  rule: 'all',
  approvers: [
    { name: 'Ana Ruiz', role: 'Project lead', email: 'ana@acme.example', inside: true },
    { name: 'Bo Li', email: 'bo@acme.example' },
  ],
  windowDays: 5,
  deemed: true,
  partial: false,
}
const milestone = {
  name: 'Everything',
  description: 'All that can be said of one',
  deliverable: 'Requirements document v1.3',
  criteria: ['It reads well', 'It is signed'],
  evidenceRequired: ['Photo', 'Sign-off sheet'],
  amount: usd('15000.00'),
  plannedFrom: '2027-01-01',
  plannedOn: '2027-02-01',
  trigger: { on: ['acceptance', 'signature'], date: '2027-03-01', after: { contractDate: true, days: 30 } },
  approval,
  payers: halves,
  item: ref('1'),
  taxCode: 'NON',
  retainage: { percent: '5' },
}
const { amount: _amount, ...unpriced } = milestone
const template = {
  name: 'Everything',
  description: 'All that a template can say',
  milestones: [
    {
      name: 'First',
      share: { percent: '33.3333' },
      description: 'a',
      deliverable: 'b',
      criteria: ['c'],
      evidenceRequired: ['d'],
      plannedAfterDays: 14,
      approval: { required: true, windowDays: 3, deemed: false },
    },
    { name: 'Second', share: { fraction: '2/3' } },
  ],
  defaults: {
    billingType: 'mixed',
    terms: { netDays: 14 },
    delivery: 'send',
    retainage: { percent: '5' },
    approval: { required: false, windowDays: 3, deemed: false },
    lateFee: '1.5 % a month',
    lateFeeAfterDays: 10,
    pauseAfterDays: 30,
    pauseWork: 'after 30 days overdue',
  },
}
const decided = {
  reason: 'As agreed',
  by: 'Client',
  on: '2026-01-20',
  fileIds: ['00000000-0000-4000-8000-000000000000'],
}

const changeOrder = {
  reason: 'More was asked for',
  lines: [
    { op: 'add', milestone, quantity: '2', unitPrice: usd('7500.00') },
    {
      op: 'change',
      milestoneId: '00000000-0000-4000-8000-000000000000',
      set: { ...unpriced, amount: usd('1.00') },
    },
    { op: 'remove', milestoneId: '00000000-0000-4000-8000-000000000000' },
  ],
}

const given = {
  invoiceId: '00000000-0000-4000-8000-000000000000',
  milestoneId: '00000000-0000-4000-8000-000000000000',
  again: true,
}

/** Bodies that say all that their routes take, in one or several: what is spoilt should have every place to spoil. */
export const richBodies: Partial<Record<RouteName, readonly object[]>> = {
  revokeMilestone: [{ reason: 'A mistake', tellClient: true }],
  runBilling: [{ through: '2026-12-31', dryRun: true }],
  changeInvoice: [
    {
      dryRun: true,
      taxCode: 'NON',
      lines: [{ id: 'line', quantity: { quantity: '2.5', unitPrice: '120.00' } }],
    },
  ],
  enterTime: [{ on: '2026-01-20', hours: '7.5', vendorId: '30', customerId: '1' }],
  billTime: [{ entryIds: ['00000000-0000-4000-8000-000000000000'], dryRun: true }],
  billCosts: [{ costIds: ['00000000-0000-4000-8000-000000000000'], dryRun: true }],
  releaseRetainage: [{ amount: usd('2.00'), dryRun: true }],
  billDeposit: [{ amount: usd('100.00'), dryRun: true }],
  previewWording: [
    {
      language: 'nl',
      phrases: { milestone: 'Fase {code}: {name}' },
      milestoneId: '00000000-0000-4000-8000-000000000000',
    },
  ],
  changeWorkspace: [
    {
      name: 'Renamed',
      zone: 'Europe/Berlin',
      defaults: {
        delivery: 'post',
        cadence: { on: 'monthly', day: 5 },
        netDays: 30,
        itemId: '1',
        taxCode: 'NON',
      },
      billing: {
        retainageItemId: '1',
        retainageTaxCode: 'NON',
        numbering: { by: 'pattern', pattern: 'MP-{year}-{0000}' },
        linkField: { definitionId: '1', name: 'Milepost' },
        copies: { cc: ['office@acme.example'], bcc: [] },
        onlinePayment: { card: true, bank: null },
        reminders: { afterDays: [3, 10] },
        bookkeepingBy: 'member',
      },
      tolerancePercent: '0.5',
      quickbooksBatch: true,
      readBudget: { monthlyReads: 1_000_000, alarmPercent: 75, past: 'paid', perThousand: '3.50' },
      wonStages: ['closedwon'],
      pipelineTemplates: { default: 'three-phase' },
      brand: { displayName: 'Harbour & Söhne', colour: '#1f5494' },
      mail: {
        fromName: 'Harbour',
        replyTo: 'office@harbour.example',
        team: ['team@harbour.example'],
        receipts: false,
        quiet: { from: '19:00', to: '08:00' },
      },
      calendar: { country: 'DE', region: 'BE' },
    },
  ],
  planSchedule: [
    {
      billingType: 'mixed',
      contractValue: usd('50000.00'),
      contractDate: '2026-01-15',
      contractReference: 'SOW-17',
      customer: ref('1'),
      item: ref('1'),
      class: ref('1'),
      location: ref('1'),
      taxCode: 'NON',
      terms: { netDays: 7 },
      delivery: 'prepare',
      cadence: { on: 'monthly', day: 5 },
      control: 'open',
      hourlyRate: usd('150.00'),
      notToExceed: usd('20000.00'),
      retainage: {
        sliding: [
          { upToPercent: '50', percent: '10' },
          { upToPercent: '100', percent: '5' },
        ],
      },
      deposit: { mode: 'advance', share: { percent: '20' }, draw: 'proportional' },
      payers: halves,
      approval,
      lateFee: '1.5 % a month',
      lateFeeAfterDays: 10,
      pauseAfterDays: 30,
      pauseWork: 'after 30 days overdue',
      source: {
        kind: 'estimate',
        quickbooksId: '7',
        number: '1001',
        total: usd('50000.00'),
        memo: 'As offered',
      },
      milestones: [milestone, { ...unpriced, name: 'A share', share: { fraction: '1/3' } }],
    },
    {
      billingType: 'fixed',
      contractValue: usd('50000.00'),
      terms: { dueOnReceipt: true },
      cadence: { on: 'approval' },
      retainage: { fixed: usd('500.00') },
      source: { kind: 'csv', id: null, label: 'plan.csv' },
      milestones: [{ name: 'All', share: { percent: '100' } }],
    },
  ],
  addMilestone: [milestone, { ...unpriced, share: { percent: '1.5' } }],
  changeMilestone: [milestone, { share: { fraction: '1/3' } }],
  addTemplate: [template],
  changeTemplate: [template],
  planFromTemplate: [
    { templateId: 'three-phase', contractValue: usd('50000.00'), contractDate: '2026-01-15' },
  ],
  acceptSchedule: [{ on: '2026-01-20', by: 'Client', fileIds: decided.fileIds }],
  completeMilestone: [{ note: 'Handed over' }],
  submitMilestone: [
    { note: 'Handed over', evidence: [{ item: 'Photo', fileIds: [...decided.fileIds], note: 'All rooms' }] },
  ],
  withdrawMilestone: [{ note: 'Too early' }],
  splitMilestone: [
    { accepted: usd('2666.66'), reason: 'The rest is not done' },
    { accepted: { percent: '80' }, reason: 'The rest is not done' },
  ],
  decideRound: [
    { decision: 'revise', reason: 'The logo is missing' },
    {
      decision: 'approve_part',
      reason: 'The logo is missing',
      accepted: { percent: '80' },
      outcome: 'collect',
      approverId: '1',
      on: '2026-01-20',
      fileIds: [...decided.fileIds],
    },
  ],
  sendRoundMail: [{ approverId: '1' }],
  takeBounce: [{ why: '550 5.1.1 No such user' }],
  setNoReminders: [{ email: 'ana@acme.example', reminders: true }],
  openRoundLink: [{ approverId: '1', replace: true }],
  openDealLink: [{ name: 'Ana Ruiz', role: 'Project lead', email: 'ana@acme.example', replace: true }],
  checkAgreement: [{ fileId: decided.fileIds[0], where: 'p. 3', note: 'As signed' }],
  billMilestone: [{ dryRun: true, again: false }],
  draftChangeOrder: [changeOrder],
  editChangeOrder: [changeOrder],
  settleAttention: [{ action: 'reopen', reason: 'They want another colour', version: '0123456789abcdef' }],
  approveChangeOrder: [decided],
  rejectChangeOrder: [decided],
  reviseChangeOrder: [{ reason: 'It changed' }],
  withdrawChangeOrder: [{ reason: 'Not wanted' }],
  settleRefund: [
    {
      gives: { ...given, amount: usd('60.00') },
      also: [{ ...given, again: false, amount: usd('40.01') }],
    },
  ],
  linkInvoices: [
    {
      links: [{ invoiceId: '999999', milestoneIds: ['00000000-0000-4000-8000-000000000000'] }],
      dryRun: true,
    },
  ],
}
