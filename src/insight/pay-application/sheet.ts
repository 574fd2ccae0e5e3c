import { type PayApplication, percentOf } from './pay-application'

/** The continuation sheet as it is printed. */
export interface Sheet {
  readonly columns: readonly {
    readonly name: string
    readonly share: number
    readonly align: 'left' | 'right'
  }[]
  readonly rows: readonly {
    readonly code: string
    readonly name: string
    /** Minor units, or text such as a percentage. */
    readonly amounts: readonly (bigint | string)[]
  }[]
  readonly totals: readonly (bigint | string)[]
}

export const sheetHead = (): Sheet['columns'] => [
  { name: 'No.', share: 5, align: 'left' },
  { name: 'Description of work', share: 24, align: 'left' },
  { name: 'Scheduled value', share: 12, align: 'right' },
  { name: 'Previous applications', share: 12, align: 'right' },
  { name: 'This period', share: 12, align: 'right' },
  { name: 'Completed to date', share: 12, align: 'right' },
  { name: '%', share: 6, align: 'right' },
  { name: 'Balance to finish', share: 12, align: 'right' },
  { name: 'Retainage', share: 11, align: 'right' },
]

interface Amounts {
  readonly scheduledMinor: bigint
  readonly previousMinor: bigint
  readonly thisPeriodMinor: bigint
  readonly retainageMinor: bigint
}

function cellsOf(row: Amounts): (bigint | string)[] {
  const toDate = row.previousMinor + row.thisPeriodMinor
  return [
    row.scheduledMinor,
    row.previousMinor,
    row.thisPeriodMinor,
    toDate,
    percentOf(toDate, row.scheduledMinor) ?? '',
    row.scheduledMinor - toDate,
    row.retainageMinor,
  ]
}

export const sheetRows = ({ rows }: PayApplication): Sheet['rows'] =>
  rows.map((row) => ({ code: row.code ?? '', name: row.name, amounts: cellsOf(row) }))

/** Sums of the rows: what the summary says of the same things. */
export function sheetTotals({ rows }: PayApplication): (bigint | string)[] {
  const sum = (of: (row: Amounts) => bigint) => rows.reduce((all, row) => all + of(row), 0n)
  return cellsOf({
    scheduledMinor: sum((row) => row.scheduledMinor),
    previousMinor: sum((row) => row.previousMinor),
    thisPeriodMinor: sum((row) => row.thisPeriodMinor),
    retainageMinor: sum((row) => row.retainageMinor),
  })
}
