/** Where phrases stand on an invoice, in the order in which people look through them. */
export type PhraseGroup = 'work' | 'progress' | 'retainage' | 'deposit' | 'hours_and_costs' | 'message'

/** What one phrase is for, and what may and must stand in it. */
interface PhraseRule {
  readonly group: PhraseGroup
  /** What it says, for the person who changes it. */
  readonly for: string
  readonly takes: readonly string[]
  /** Of `takes`, what must stay: without it the invoice would not say what it bills. */
  readonly needs: readonly string[]
  /** It may be left empty: the invoice then says nothing there. */
  readonly mayGo?: true
}

/** Every phrase that stands on an invoice. What a person wrote (names, deliverables, notes) is no phrase. */
export const phraseRules = {
  milestone: {
    group: 'work',
    for: 'The first line of a milestone',
    takes: ['code', 'name', 'contract'],
    needs: ['code', 'name'],
  },
  contractDated: { group: 'work', for: 'The contract it is of', takes: ['date'], needs: ['date'] },
  changeOrder: {
    group: 'work',
    for: 'The change order that made it what it is',
    takes: ['number', 'date'],
    needs: ['number'],
  },
  deliverable: {
    group: 'work',
    for: 'What was delivered, and who judged it',
    takes: ['deliverable', 'judged'],
    needs: ['deliverable', 'judged'],
  },
  approved: { group: 'work', for: 'Approved work', takes: ['date', 'who'], needs: ['date', 'who'] },
  completed: {
    group: 'work',
    for: 'Completed work that nobody had to approve',
    takes: ['date'],
    needs: ['date'],
  },
  bySilence: {
    group: 'work',
    for: 'Work that nobody answered about in time, which counts as accepted',
    takes: ['date'],
    needs: ['date'],
  },
  dayCame: {
    group: 'work',
    for: 'Billed because an agreed day came',
    takes: ['date', 'what'],
    needs: [],
  },
  delivered: {
    group: 'work',
    for: 'The note of whoever completed it',
    takes: ['note'],
    needs: ['note'],
    mayGo: true,
  },
  shareOf: {
    group: 'work',
    for: 'The maths of a share',
    takes: ['share', 'amount'],
    needs: ['share', 'amount'],
  },
  payerShare: {
    group: 'work',
    for: 'Whose part it is, where several pay',
    takes: ['share', 'amount', 'customer'],
    needs: ['share', 'amount'],
  },
  approvalWindow: {
    group: 'work',
    for: 'The approval window, in days',
    takes: ['days'],
    needs: ['days'],
    mayGo: true,
  },
  approvalWindowOfOne: { group: 'work', for: 'The same, of one day', takes: [], needs: [], mayGo: true },
  terms: { group: 'work', for: 'The payment terms', takes: ['terms'], needs: ['terms'], mayGo: true },
  progress: {
    group: 'progress',
    for: 'The maths of work that is billed by progress',
    takes: ['percent', 'toDate', 'amount', 'before'],
    needs: ['percent', 'toDate', 'before'],
  },
  progressNote: {
    group: 'progress',
    for: 'The note of whoever claimed it',
    takes: ['note'],
    needs: ['note'],
    mayGo: true,
  },
  billedAgain: {
    group: 'progress',
    for: 'Billed once more after a credit',
    takes: ['invoice', 'part', 'amount'],
    needs: ['invoice', 'part'],
  },
  retainagePercent: {
    group: 'retainage',
    for: 'Held back at one percentage',
    takes: ['percent', 'amount'],
    needs: ['percent', 'amount'],
  },
  retainage: { group: 'retainage', for: 'Held back otherwise', takes: ['maths'], needs: ['maths'] },
  percentOfAmount: {
    group: 'retainage',
    for: 'Its maths: a percentage of a stretch of the work',
    takes: ['percent', 'amount'],
    needs: ['percent', 'amount'],
  },
  retainageFixed: {
    group: 'retainage',
    for: 'Its maths: part of an agreed amount',
    takes: ['amount', 'whole', 'before'],
    needs: ['amount', 'whole'],
  },
  retainagePayer: {
    group: 'retainage',
    for: 'Whose part of it, where several pay',
    takes: ['part', 'amount', 'whole'],
    needs: ['part'],
  },
  heldBack: { group: 'retainage', for: 'When it will be billed', takes: [], needs: [], mayGo: true },
  release: { group: 'retainage', for: 'The first line of a release', takes: ['contract'], needs: [] },
  released: {
    group: 'retainage',
    for: 'How much of what was held back',
    takes: ['amount', 'whole', 'invoices'],
    needs: ['amount', 'whole'],
  },
  releasedBefore: {
    group: 'retainage',
    for: 'What was released before',
    takes: ['amount'],
    needs: ['amount'],
  },
  deposit: { group: 'deposit', for: 'The first line of a deposit', takes: ['contract'], needs: [] },
  depositLeft: {
    group: 'deposit',
    for: 'The rest of an agreed deposit',
    takes: ['maths'],
    needs: ['maths'],
  },
  depositPart: {
    group: 'deposit',
    for: 'Part of an agreed deposit',
    takes: ['maths'],
    needs: ['maths'],
  },
  depositPayer: {
    group: 'deposit',
    for: 'Whose part of it, where several pay',
    takes: ['amount', 'customer'],
    needs: ['amount'],
  },
  depositLater: { group: 'deposit', for: 'How it comes back', takes: [], needs: [], mayGo: true },
  draw: { group: 'deposit', for: 'What an invoice draws of a deposit', takes: ['invoices'], needs: [] },
  drawLeft: {
    group: 'deposit',
    for: 'What is left of it',
    takes: ['amount'],
    needs: ['amount'],
    mayGo: true,
  },
  earned: {
    group: 'deposit',
    for: 'A deposit that is earned with work',
    takes: ['invoices', 'code', 'name'],
    needs: ['code', 'name'],
  },
  earnedPaid: { group: 'deposit', for: 'The line that balances it', takes: [], needs: [] },
  invoice: { group: 'deposit', for: 'One invoice, by its number', takes: ['numbers'], needs: ['numbers'] },
  invoices: {
    group: 'deposit',
    for: 'Several invoices, by their numbers',
    takes: ['numbers'],
    needs: ['numbers'],
  },
  hours: {
    group: 'hours_and_costs',
    for: 'Hours of one person on one day',
    takes: ['date', 'worker', 'note'],
    needs: ['date', 'worker'],
  },
  hoursMaths: {
    group: 'hours_and_costs',
    for: 'The maths of hours',
    takes: ['hours', 'rate'],
    needs: ['hours', 'rate'],
  },
  cost: {
    group: 'hours_and_costs',
    for: 'A cost that is passed on',
    takes: ['date', 'vendor'],
    needs: ['date'],
  },
  estimate: {
    group: 'message',
    for: 'The estimate that the work was agreed in',
    takes: ['number'],
    needs: ['number'],
  },
  lateFee: {
    group: 'message',
    for: 'The agreed late-fee policy',
    takes: ['policy'],
    needs: ['policy'],
    mayGo: true,
  },
  pauseWork: {
    group: 'message',
    for: 'The agreed pause-work clause',
    takes: ['clause'],
    needs: ['clause'],
    mayGo: true,
  },
} as const satisfies Record<string, PhraseRule>

export type PhraseName = keyof typeof phraseRules
export type Phrases = Readonly<Record<PhraseName, string>>

/** What a phrase is filled with: text for each placeholder, or null where there is nothing to say. */
export type PhraseValues<Name extends PhraseName> = {
  readonly [Placeholder in (typeof phraseRules)[Name]['takes'][number]]: string | null
}

export const ruleOf = (name: PhraseName): PhraseRule => phraseRules[name]
export const isPhraseName = (name: string): name is PhraseName => Object.hasOwn(phraseRules, name)
export const phraseNames: readonly PhraseName[] = Object.keys(phraseRules).filter(isPhraseName)
