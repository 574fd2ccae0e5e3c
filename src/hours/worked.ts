import { roundHalfUp } from '../money/share'

/** Hours are whole minutes everywhere: 12.5 hours are 750, 1:20 is 80. */
const MINUTES_PER_HOUR = 60
/** Nobody works longer on one day. */
export const MOST_MINUTES = 24 * MINUTES_PER_HOUR

/**
 * Minutes of hours as people write them: "12.5", or "1:20". Null for anything else, and for a decimal that is no
 * whole number of minutes: 1.33 hours are 79.8 of them, and nobody should be billed for a guess.
 */
export function minutesOf(text: string): number | null {
  const clock = /^(\d{1,2}):([0-5]\d)$/.exec(text)
  if (clock) return Number(clock[1]) * MINUTES_PER_HOUR + Number(clock[2])
  const decimal = /^(\d{1,2})(?:\.(\d{1,4}))?$/.exec(text)
  if (!decimal) return null
  const [, whole = '', fraction = ''] = decimal
  const over = BigInt(whole + fraction) * BigInt(MINUTES_PER_HOUR)
  const under = 10n ** BigInt(fraction.length)
  return over % under === 0n ? Number(over / under) : null
}

/** "1:20": how hours are shown. */
export const clockText = (minutes: number): string =>
  `${Math.floor(minutes / MINUTES_PER_HOUR)}:${String(minutes % MINUTES_PER_HOUR).padStart(2, '0')}`

/** Hours × rate in minor units, rounded half up once: 80 minutes at 99.99 are 133.32. */
export const timesRate = (minutes: number, rateMinor: bigint): bigint =>
  roundHalfUp(BigInt(minutes) * rateMinor, BigInt(MINUTES_PER_HOUR))

/** Hours as a decimal, where one with two places says them exactly: "12.5", "0.05"; null for 1:20. */
export function exactHours(minutes: number): string | null {
  const hundredths = minutes * 100
  if (hundredths % MINUTES_PER_HOUR !== 0) return null
  const units = hundredths / MINUTES_PER_HOUR
  const fraction = String(units % 100)
    .padStart(2, '0')
    .replace(/0+$/, '')
  const whole = Math.floor(units / 100)
  return fraction === '' ? String(whole) : `${whole}.${fraction}`
}

/** Hours as a decimal with two places, for reading: "1.33". Nothing is reckoned with it. */
export function roundedHours(minutes: number): string {
  const units = roundHalfUp(BigInt(minutes) * 100n, BigInt(MINUTES_PER_HOUR))
  return `${units / 100n}.${String(units % 100n).padStart(2, '0')}`
}

/** What an hour brought: billed × 60 ÷ minutes, half up; null while there are no hours to divide by. */
export const ratePerHour = (billedMinor: bigint, minutes: number): bigint | null =>
  minutes === 0 ? null : roundHalfUp(billedMinor * BigInt(MINUTES_PER_HOUR), BigInt(minutes))
