import { limits } from '../../config/limits'
import { formatAmount, formatMoney, type Money, money, parseAmount } from '../money/money'
import { resolveShares } from '../money/share'
import type { MoneyText } from '../schedules/draft'
import { readAmountText } from './amount-text'
import { columnWords } from './csv-columns'
import { milestoneOfRow, type RowMilestone } from './csv-milestone'
import { type CsvRecords, type CsvRow, readCsv } from './csv-records'
import { readDayText } from './day-text'
import type { Question, RowError, StagedMilestone, StagedSchedule, Understood } from './staged-schedule'

/** What the contract is worth where the table doesn't say. */
export interface CsvGround {
  /** Said with the upload; comes first. */
  readonly contractValue: MoneyText | null
  /** Where the deal has one. */
  readonly dealAmount: Money | null
  /** Of the deal, else of the company. */
  readonly currency: string
}

const source = { kind: 'csv', id: null, label: null } as const

/**
 * A table of milestones as a plan to look at. The contract value is the one said with it, else that of a row named
 * “Contract value”, else the deal's amount. All that is wrong is said at once, by row and column.
 */
export function stageCsv(text: string, ground: CsvGround): StagedSchedule {
  const nothing = { draft: {}, understood: [], questions: [], rowErrors: [], notes: [], source }
  const records = readCsv(text)
  if ('problems' in records) return { ...nothing, rowErrors: records.problems }
  const currency = ground.contractValue?.currency ?? ground.currency
  const { contract, dates, totals, rows } = partedRows(records.rows)
  if (rows.length > limits.milestonesPerSchedule) {
    const detail = `The table has ${rows.length} milestones; a plan has at most ${limits.milestonesPerSchedule}.`
    return { ...nothing, rowErrors: [{ row: limits.milestonesPerSchedule + 2, pointer: '', detail }] }
  }
  if (rows.length === 0) {
    return {
      ...nothing,
      rowErrors: [{ row: 2, pointer: '', detail: 'There is no milestone under the headings.' }],
    }
  }

  const value = contractValue(contract, ground, currency)
  const read = rows.map((row, at) => milestoneOfRow(row, at, currency))
  const agreed = agreeing(
    read,
    rows,
    value.contractValue && parseAmount(value.contractValue.amount, currency),
  )
  const dated = contractDate(dates)
  const rowErrors = [
    ...value.rowErrors,
    ...dated.rowErrors,
    ...read.flatMap(({ errors }) => errors),
    ...agreed.rowErrors,
    ...totals.flatMap((row) => wrongTotal(row, agreed.milestones, currency)),
  ]
  return {
    draft: {
      billingType: 'fixed',
      ...(value.contractValue && { contractValue: value.contractValue }),
      ...(dated.contractDate !== null && { contractDate: dated.contractDate }),
      source,
      milestones: agreed.milestones,
    },
    understood: [...understoodHeadings(records), ...value.understood],
    questions: value.questions,
    rowErrors: [...rowErrors].sort((a, b) => a.row - b.row),
    notes: [...leftAlone(records), ...agreed.notes],
    source,
  }
}

/** Rows that say something about the whole table are no milestones. */
function partedRows(all: readonly CsvRow[]): Record<'contract' | 'dates' | 'totals' | 'rows', CsvRow[]> {
  const named = (row: CsvRow, names: RegExp) =>
    names.test(row.cells.get('name')?.trim() ?? '') &&
    [...row.cells.keys()].every((column) => ['name', 'amount', 'share', 'currency'].includes(column))
  const contract = all.filter((row) => named(row, /^contract (?:value|sum|amount|price)$/i))
  const totals = all.filter((row) => named(row, /^(?:(?:grand )?total|sum)$/i))
  const dates = all.filter(
    ({ cells }) =>
      /^contract date$/i.test(cells.get('name')?.trim() ?? '') &&
      [...cells.keys()].every((column) => ['name', 'plannedOn'].includes(column)),
  )
  const others = new Set([...contract, ...totals, ...dates])
  return { contract, dates, totals, rows: all.filter((row) => !others.has(row)) }
}

/** The last row that says it counts; a date that can't be read is named. */
function contractDate(rows: readonly CsvRow[]): { contractDate: string | null; rowErrors: RowError[] } {
  const rowErrors: RowError[] = []
  let found: string | null = null
  for (const { row, cells } of rows) {
    const typed = readDayText(cells.get('plannedOn')?.trim() ?? '')
    if ('is' in typed) found = typed.is
    else {
      const detail = `Row ${row}, contract date: ${typed.problem}`
      rowErrors.push({ row, pointer: '/contractDate', detail })
    }
  }
  return { contractDate: found, rowErrors }
}

function contractValue(rows: readonly CsvRow[], ground: CsvGround, currency: string) {
  const rowErrors: RowError[] = []
  const questions: Question[] = []
  const understood: Understood[] = []
  let fromTable: string | null = null
  for (const { row, cells } of rows) {
    const cell = cells.get('amount') ?? ''
    const typed = readAmountText(cell, currency)
    const error = (detail: string) =>
      rowErrors.push({ row, pointer: '/contractValue', detail: `Row ${row}, contract value: ${detail}` })
    if ('problem' in typed) error(typed.problem)
    else if (fromTable !== null) error('the contract value stands there twice. Keep one.')
    else {
      fromTable = typed.is
      understood.push({ text: cell, meaning: `Contract value ${typed.is}`, pointer: '/contractValue' })
    }
  }
  const deal = ground.dealAmount?.currency === currency ? formatAmount(ground.dealAmount) : null
  const amount = ground.contractValue?.amount ?? fromTable ?? deal
  if (amount === null && rowErrors.length === 0) {
    const question = 'What is the contract worth? Neither the table nor the deal says so.'
    questions.push({ pointer: '/contractValue', question })
  }
  if (amount !== null && parseAmount(amount, currency) === null) {
    const question = `${amount} has more decimals than ${currency} has. What is the contract worth?`
    questions.push({ pointer: '/contractValue/amount', question })
  }
  return { contractValue: amount === null ? null : { amount, currency }, rowErrors, questions, understood }
}

/** Amounts beside shares are fine where they are the share's amount to the cent; the share is kept then. */
function agreeing(read: readonly RowMilestone[], rows: readonly CsvRow[], contract: Money | null) {
  const rowErrors: RowError[] = []
  const notes: string[] = []
  const shares = read.flatMap(({ milestone: { share } }, at) => (share ? [{ share, at }] : []))
  const resolved = contract ? resolveShares(contract.minor, shares) : []
  const milestones = read.map(({ milestone }, at): StagedMilestone => {
    const { amount, share, ...rest } = milestone
    if (!amount || !share || !contract) return milestone
    const place = shares.findIndex((each) => each.at === at)
    const meant = money(resolved[place] ?? 0n, contract.currency)
    if (parseAmount(amount.amount, contract.currency)?.minor === meant.minor) return { ...rest, share }
    const row = rows[at]?.row ?? 0
    const detail = `Row ${row}, amount: the share comes to ${formatMoney(meant)}, the amount says ${amount.amount}. Keep one of them.`
    rowErrors.push({ row, pointer: `/milestones/${at}/amount`, detail })
    return milestone
  })
  const sum = contract ? sumOf(milestones, contract.minor, contract.currency) : null
  if (contract && sum !== null && sum !== contract.minor && rowErrors.length === 0) {
    const difference = formatMoney(
      money(sum > contract.minor ? sum - contract.minor : contract.minor - sum, contract.currency),
    )
    notes.push(
      `The milestones come to ${formatMoney(money(sum, contract.currency))}, ${difference} ${
        sum > contract.minor ? 'more' : 'less'
      } than the contract.`,
    )
  }
  return { milestones, rowErrors, notes }
}

/** Null while a milestone has no amount. */
function sumOf(milestones: readonly StagedMilestone[], base: bigint, currency: string): bigint | null {
  const fixed = milestones.map(({ amount }) => (amount ? parseAmount(amount.amount, currency)?.minor : 0n))
  if (milestones.some(({ amount, share }) => !amount && !share)) return null
  const shares = milestones.flatMap(({ share }) => (share ? [{ share }] : []))
  return [...fixed, ...resolveShares(base, shares)].reduce<bigint>((sum, each) => sum + (each ?? 0n), 0n)
}

/** A row of totals is checked, where all amounts above it are fixed: what a spreadsheet summed must be what we read. */
function wrongTotal(
  { row, cells }: CsvRow,
  milestones: readonly StagedMilestone[],
  currency: string,
): RowError[] {
  const cell = cells.get('amount')
  if (cell === undefined || milestones.some(({ amount }) => !amount)) return []
  const typed = readAmountText(cell, currency)
  const sum = formatMoney(money(sumOf(milestones, 0n, currency) ?? 0n, currency))
  const error = (detail: string) => [{ row, pointer: '/milestones', detail: `Row ${row}, total: ${detail}` }]
  if ('problem' in typed) return error(typed.problem)
  const total = parseAmount(typed.is, currency)
  return total !== null && formatMoney(total) === sum
    ? []
    : error(`it says ${cell}, the amounts above come to ${sum}.`)
}

function understoodHeadings({ headings }: CsvRecords): Understood[] {
  return headings.flatMap(({ text, column }) =>
    column === null ? [] : [{ text, meaning: `The column of the ${columnWords(column)}`, pointer: '' }],
  )
}

function leftAlone({ headings }: CsvRecords): string[] {
  const unknown = headings.flatMap(({ text, column }) =>
    column === null && text !== '' ? [`“${text}”`] : [],
  )
  return unknown.length === 0
    ? []
    : [`Not taken over, because the heading says nothing to us: ${unknown.join(', ')}.`]
}
