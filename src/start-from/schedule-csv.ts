import { shareText } from '../money/share'
import type { MilestoneDraft, ScheduleDraft } from '../schedules/draft'
import { type Column, columns, headings } from './csv-columns'

/**
 * A plan as a table that reads back as the same milestones. Who pays, ids and the header other than the contract's value
 * and date are not in it. A wait after another milestone is there in words, which reading back refuses by name: the other
 * milestone has no id yet.
 */
export function scheduleCsv(
  draft: Pick<ScheduleDraft, 'contractValue' | 'contractDate' | 'milestones'>,
): string {
  const { amount, currency } = draft.contractValue
  const names = new Map(draft.milestones.flatMap(({ id, name }) => (id === undefined ? [] : [[id, name]])))
  const lines = [
    columns.map((column) => headings[column][0]),
    ...draft.milestones.map((milestone) => {
      return rowOf(cellsOf(milestone, currency, names))
    }),
    rowOf({ name: 'Contract value', amount, currency }),
    ...(draft.contractDate ? [rowOf({ name: 'Contract date', plannedOn: draft.contractDate })] : []),
  ]
  return `${lines.map((cells) => cells.map(written).join(',')).join('\r\n')}\r\n`
}

const rowOf = (cells: Partial<Record<Column, string>>): string[] =>
  columns.map((column) => cells[column] ?? '')

function cellsOf(
  { name, amount, share, plannedFrom, plannedOn, approval, trigger, ...texts }: MilestoneDraft,
  currency: string,
  names: ReadonlyMap<string, string>,
): Partial<Record<Column, string>> {
  const approvers = approval?.approvers ?? []
  const after = trigger?.after
  const triggers = [
    ...(trigger?.on ?? ['acceptance']),
    ...(trigger?.date === undefined ? [] : [trigger.date]),
    ...(after === undefined
      ? []
      : [
          `${after.days} days after ${
            'milestoneId' in after ? `“${names.get(after.milestoneId) ?? ''}”` : 'the contract date'
          }`,
        ]),
  ]
  return {
    name,
    amount: amount?.amount ?? '',
    share: share ? shareText(share) : '',
    currency,
    plannedFrom: plannedFrom ?? '',
    plannedOn: plannedOn ?? '',
    // Always said, so that a milestone named “Total” is no row of totals.
    trigger: triggers.join('; '),
    description: texts.description ?? '',
    deliverable: texts.deliverable ?? '',
    criteria: list(texts.criteria ?? []),
    evidence: list(texts.evidenceRequired ?? []),
    ...(approval && {
      approval: yesNo(approval.required),
      approvalRule: approval.rule ?? '',
      approvalDays: approval.windowDays === undefined ? '' : String(approval.windowDays),
      silence: approval.deemed === undefined ? '' : yesNo(approval.deemed),
      approverName: list(approvers.map((each) => each.name)),
      approverRole: approvers.some((each) => each.role) ? list(approvers.map((each) => each.role ?? '')) : '',
      approverEmail: list(approvers.map((each) => each.email)),
    }),
  }
}

const yesNo = (value: boolean): string => (value ? 'yes' : 'no')

/** One a line; a single one that has semicolons ends in a line break, which says that semicolons part nothing. */
const list = (entries: readonly string[]): string =>
  entries.length === 1 && !entries[0]?.includes(';')
    ? (entries[0] ?? '')
    : entries.map((each) => `${each}\n`).join('')

/** A cell as every spreadsheet reads it; what it would run as a formula gets an apostrophe, and stays text. */
function written(text: string): string {
  const safe = /^'*[=+\-@]/.test(text) ? `'${text}` : text
  return /[",\n\r;]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The table that people download to see how one is written; it reads back without a question. */
export const exampleCsv: string = scheduleCsv({
  contractValue: { amount: '50000.00', currency: 'USD' },
  milestones: [
    {
      name: 'Strategy',
      amount: { amount: '15000.00', currency: 'USD' },
      plannedOn: '2027-02-15',
      description: 'Interviews, research and the written strategy.',
      deliverable: 'Strategy document',
      criteria: ['Covers all three markets', 'Presented to the board'],
      evidenceRequired: ['Signed cover page'],
      approval: {
        required: true,
        rule: 'any',
        windowDays: 3,
        deemed: false,
        approvers: [{ name: 'Ana Ruiz', role: 'Project lead', email: 'ana@acme.example' }],
      },
    },
    {
      name: 'Design',
      share: { percent: '40' },
      plannedOn: '2027-04-15',
      deliverable: 'Design files for every page',
      criteria: ['Desktop and phone', 'Passes the accessibility check'],
    },
    {
      name: 'Delivery',
      amount: { amount: '15000.00', currency: 'USD' },
      plannedOn: '2027-06-15',
      deliverable: 'The site, live',
      criteria: ['All pages reachable', 'Handed over to the client’s team'],
    },
  ],
})
