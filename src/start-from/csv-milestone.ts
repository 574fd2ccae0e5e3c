import type { ApprovalDraft } from '../schedules/draft'
import type { Trigger } from '../schedules/milestone'
import { looksLikeShare, readAmountText, readShareText, type Typed } from './amount-text'
import { type Column, columnWords } from './csv-columns'
import type { CsvRow } from './csv-records'
import { readDayText } from './day-text'
import type { RowError, StagedMilestone } from './staged-schedule'

/** As long as the plan keeps them. */
const LONGEST = { name: 200, description: 2000, deliverable: 500, entry: 500, approver: 200, email: 254 }
const MOST_ENTRIES = 50
const MOST_APPROVERS = 20

/** A row with an amount and a share keeps both here, until it is known whether they agree. */
export interface RowMilestone {
  readonly milestone: StagedMilestone
  readonly errors: readonly RowError[]
}

/** One row as a milestone of a plan in `currency`; `at` is its place in the plan, from 0. */
export function milestoneOfRow({ row, cells }: CsvRow, at: number, currency: string): RowMilestone {
  const errors: RowError[] = []
  const wrong = (column: Column, field: string, detail: string) => {
    errors.push({
      row,
      pointer: `/milestones/${at}/${field}`,
      detail: `Row ${row}, ${columnWords(column)}: ${detail}`,
    })
  }
  const read = <T>(column: Column, field: string, how: (cell: string) => Typed<T>): T | undefined => {
    const cell = cells.get(column)
    if (cell === undefined) return undefined
    const typed = how(column === 'criteria' || column === 'evidence' ? cell : cell.trim())
    if ('is' in typed) return typed.is
    wrong(column, field, typed.problem)
    return undefined
  }
  const text = (column: Column, field: string, longest: number) =>
    read(column, field, (cell) => atMost(cell, longest))
  const list = (column: Column, field: string) => read(column, field, entries) ?? []

  const name = text('name', 'name', LONGEST.name)
  if (!cells.has('name')) wrong('name', 'name', 'there is none. Say what is delivered.')
  const stated = cells.get('currency')?.trim()
  if (stated !== undefined && stated.toUpperCase() !== currency) {
    wrong('currency', 'amount', `“${stated}” is not ${currency}, the currency of this plan.`)
  }
  // "30 %" in the column of amounts is what it says.
  const shareColumn = looksLikeShare(cells.get('amount') ?? '') ? 'amount' : 'share'
  const amount =
    shareColumn === 'amount' ? undefined : read('amount', 'amount', (cell) => readAmountText(cell, currency))
  const share = read(shareColumn, 'share', readShareText)
  if (shareColumn === 'amount' && cells.has('share')) {
    wrong('share', 'share', 'the amount is a share already. Keep one of them.')
  }
  if (!cells.has('amount') && !cells.has('share')) {
    wrong('amount', 'amount', 'there is none. Give an amount, or a share of the contract.')
  }
  const plannedFrom = read('plannedFrom', 'plannedFrom', readDayText)
  const plannedOn = read('plannedOn', 'plannedOn', readDayText)
  if (plannedFrom !== undefined && plannedOn === undefined && !cells.has('plannedOn')) {
    wrong('plannedFrom', 'plannedFrom', 'there is no day on which it ends. Give the planned date too.')
  }
  if (plannedFrom !== undefined && plannedOn !== undefined && plannedFrom > plannedOn) {
    wrong('plannedFrom', 'plannedFrom', `${plannedFrom} is after ${plannedOn}, when it is planned.`)
  }
  const description = text('description', 'description', LONGEST.description)
  const deliverable = text('deliverable', 'deliverable', LONGEST.deliverable)
  const approval = approvalOf(cells, wrong)
  const trigger = read('trigger', 'trigger', readTrigger)
  return {
    errors,
    milestone: {
      ...(name !== undefined && { name }),
      ...(amount !== undefined && { amount: { amount, currency } }),
      ...(share !== undefined && { share }),
      ...(plannedFrom !== undefined && { plannedFrom }),
      ...(plannedOn !== undefined && { plannedOn }),
      ...(description !== undefined && { description }),
      ...(deliverable !== undefined && { deliverable }),
      criteria: list('criteria', 'criteria'),
      evidenceRequired: list('evidence', 'evidenceRequired'),
      ...(trigger !== undefined && { trigger }),
      ...(approval !== undefined && { approval }),
    },
  }
}

function atMost(cell: string, longest: number): Typed<string> {
  return cell.length <= longest
    ? { is: cell }
    : { problem: `it has ${cell.length} characters; at most ${longest} are kept.` }
}

/** One entry a line; where there is one line, semicolons part them. */
function entries(cell: string): Typed<string[]> {
  const found = partsOf(cell)
  if (found.length > MOST_ENTRIES) return { problem: `there are ${found.length}; at most ${MOST_ENTRIES}.` }
  const long = found.find((entry) => entry.length > LONGEST.entry)
  return long === undefined
    ? { is: found }
    : { problem: `“${long.slice(0, 30)}…” has more than ${LONGEST.entry} characters.` }
}

/** A line break parts alone where there is one, so that an entry may have semicolons. A last empty line counts. */
export const partsOf = (cell: string): string[] =>
  (cell.includes('\n') ? cell.split('\n') : cell.split(';'))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

const YES = /^(?:yes|y|true|x|1|required)$/i
const NO = /^(?:no|n|false|0|-)$/i

function readYesNo(cell: string): Typed<boolean> {
  if (YES.test(cell)) return { is: true }
  return NO.test(cell) ? { is: false } : { problem: `“${cell}” is neither yes nor no.` }
}

type Wrong = (column: Column, field: string, detail: string) => void

/** Who signs off, where the row says something about it. A row that names an approver asks for approval. */
function approvalOf(cells: ReadonlyMap<Column, string>, wrong: Wrong): ApprovalDraft | undefined {
  const read = <T>(column: Column, how: (cell: string) => Typed<T>): T | undefined => {
    const cell = cells.get(column)
    const typed = cell === undefined ? undefined : how(cell.trim())
    if (typed === undefined || 'is' in typed) return typed?.is
    wrong(column, 'approval', typed.problem)
    return undefined
  }
  const names = partsOf(cells.get('approverName') ?? '')
  const emails = partsOf(cells.get('approverEmail') ?? '')
  const rolesCell = cells.get('approverRole') ?? ''
  const roles = rolesCell.split(rolesCell.includes('\n') ? '\n' : ';').map((role) => role.trim())
  const required = read('approval', readYesNo)
  const rule = read('approvalRule', readRule)
  const windowDays = read('approvalDays', readDays)
  const deemed = read('silence', readYesNo)
  if (names.length !== emails.length) {
    wrong(
      'approverEmail',
      'approval',
      `there are ${names.length} names and ${emails.length} addresses. Give one address for each name.`,
    )
    return undefined
  }
  if (names.length > MOST_APPROVERS) wrong('approverName', 'approval', `at most ${MOST_APPROVERS}.`)
  const approvers = names.map((name, at) => {
    const email = emails[at] ?? ''
    if (!/^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/.test(email) || email.length > LONGEST.email) {
      wrong('approverEmail', 'approval', `“${email}” is no e-mail address.`)
    }
    if (name.length > LONGEST.approver) wrong('approverName', 'approval', 'it is too long.')
    const role = roles[at]?.slice(0, LONGEST.approver)
    return { name, email, ...(role && { role }) }
  })
  const said = [required, rule, windowDays, deemed].some((each) => each !== undefined)
  if (!said && approvers.length === 0) return undefined
  return {
    required: required ?? approvers.length > 0,
    ...(rule && { rule }),
    approvers,
    ...(windowDays !== undefined && { windowDays }),
    ...(deemed !== undefined && { deemed }),
  }
}

function readRule(cell: string): Typed<'any' | 'all'> {
  const rule = cell.toLowerCase()
  return rule === 'any' || rule === 'all'
    ? { is: rule }
    : { problem: `“${cell}” is neither “any” (one approver decides) nor “all”.` }
}

function readDays(cell: string): Typed<number> {
  const days = /^(\d{1,2})(?: (?:business )?days?)?$/.exec(cell)?.[1]
  return days !== undefined && Number(days) >= 1 && Number(days) <= 60
    ? { is: Number(days) }
    : { problem: `“${cell}” is not a number of business days from 1 to 60.` }
}

/** When it bills, whichever comes first: "acceptance; 2026-04-15; 30 days after the contract date". */
function readTrigger(cell: string): Typed<Trigger> {
  let trigger: Trigger = { on: [] }
  for (const part of partsOf(cell)) {
    const word = part.toLowerCase()
    const days = /^(\d{1,4}) days? after the contract date$/.exec(word)?.[1]
    if (word === 'acceptance' || word === 'signature') trigger = { ...trigger, on: [...trigger.on, word] }
    else if (days !== undefined && Number(days) <= 3650 && !trigger.after) {
      trigger = { ...trigger, after: { contractDate: true, days: Number(days) } }
    } else {
      const day = readDayText(part)
      if ('problem' in day || trigger.date !== undefined) {
        return {
          problem: `“${part}” is none of: acceptance, signature, a day, “30 days after the contract date”. A wait after another milestone is set once the plan is there.`,
        }
      }
      trigger = { ...trigger, date: day.is }
    }
  }
  if (new Set(trigger.on).size !== trigger.on.length) return { problem: `“${cell}” says the same twice.` }
  return { is: trigger }
}
