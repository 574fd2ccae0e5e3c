import { DateTime } from 'luxon'

/** Money that is expected, in minor units; below zero takes off what others bring. `on`: `YYYY-MM-DD`, null where nobody can tell. */
export interface ExpectedCash {
  readonly minor: bigint
  readonly on: string | null
}

/** What is expected by calendar month, in minor units: the four are all of it. */
export interface CashByMonth {
  /** With what was expected before today and has not come. */
  readonly thisMonth: bigint
  readonly nextMonth: bigint
  readonly later: bigint
  /** Without a day: not planned for one, or held back until it is released. */
  readonly undated: bigint
}

const DAY = /^(\d{4}-\d\d)-\d\d$/

/** `today` says which month it is. Within one month the same money stays in the same place, whatever the day. */
export function cashByMonth(expected: readonly ExpectedCash[], today: string): CashByMonth {
  const thisMonth = today.slice(0, 7)
  const nextMonth = DateTime.fromISO(`${thisMonth}-01`, { zone: 'utc' })
    .plus({ months: 1 })
    .toISO()
    ?.slice(0, 7)
  const months = { thisMonth: 0n, nextMonth: 0n, later: 0n, undated: 0n }
  for (const { minor, on } of expected) {
    const month = DAY.exec(on ?? '')?.[1]
    if (month === undefined) months.undated += minor
    else if (month <= thisMonth) months.thisMonth += minor
    else if (month === nextMonth) months.nextMonth += minor
    else months.later += minor
  }
  return months
}
