/** What a column of a table of milestones can hold. */
export const columns = [
  'name',
  'amount',
  'share',
  'currency',
  'plannedFrom',
  'plannedOn',
  'trigger',
  'description',
  'deliverable',
  'criteria',
  'evidence',
  'approval',
  'approvalRule',
  'approvalDays',
  'silence',
  'approverName',
  'approverRole',
  'approverEmail',
] as const
export type Column = (typeof columns)[number]

/** The heading that we write first; the others are read too. Case, spaces and punctuation don't count. */
export const headings: Readonly<Record<Column, readonly [string, ...string[]]>> = {
  name: ['Name', 'Milestone', 'Milestone name', 'Title', 'Phase', 'Stage', 'Task'],
  amount: ['Amount', 'Price', 'Value', 'Fee', 'Milestone amount'],
  share: ['Share', 'Percent', 'Percentage', '%', 'Percent of contract', 'Share of contract'],
  currency: ['Currency'],
  plannedFrom: ['Planned from', 'Start', 'Start date', 'Starts on'],
  plannedOn: [
    'Planned on',
    'Planned date',
    'Date',
    'Due',
    'Due on',
    'Due date',
    'Target date',
    'Completion date',
  ],
  trigger: ['Bills when', 'Trigger', 'Billing trigger'],
  description: ['Description', 'Notes', 'Note', 'Details', 'Scope'],
  deliverable: ['Deliverable', 'Deliverables'],
  criteria: ['Criteria', 'Acceptance criteria'],
  evidence: ['Evidence', 'Evidence required', 'Proof'],
  approval: ['Approval', 'Approval required'],
  approvalRule: ['Approval by', 'Approval rule'],
  approvalDays: ['Approval days', 'Approval window', 'Business days'],
  silence: ['Silence accepts', 'Deemed accepted', 'Accepted by silence'],
  approverName: ['Approver', 'Approver name', 'Approvers'],
  approverRole: ['Approver role'],
  approverEmail: ['Approver e-mail', 'Approver mail', 'Approver address'],
}

const plain = (heading: string): string =>
  heading.trim() === '%' ? '%' : heading.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

const known = new Map<string, Column>(
  columns.flatMap((column) => headings[column].map((heading): [string, Column] => [plain(heading), column])),
)

/** The column that a heading means; null for one that is none of ours. */
export const columnOf = (heading: string): Column | null => known.get(plain(heading)) ?? null

/** How people call a column in a message. */
export const columnWords = (column: Column): string => headings[column][0].toLowerCase()
