import type { BilledIntent } from '../billing-status'

/** The key of one release to one payer. Its number is counted, not random: a restored backup makes the same key. */
export const releaseKeyOf = (scheduleId: string, customerId: string, number: number): string =>
  `release:${scheduleId}:${customerId}:${number}`

/** Which release of a schedule a line is of; null for any other line. */
export function releaseNumberOf(partKey: string): number | null {
  const match = /^release:[^:]+:[^:]+:(\d+)$/.exec(partKey)
  return match ? Number(match[1]) : null
}

/** The number of a schedule's next release: those that came to nothing keep theirs. */
export function nextReleaseOf(billed: readonly BilledIntent[]): number {
  const numbers = billed.flatMap(({ parts }) => parts.flatMap((part) => releaseNumberOf(part.partKey) ?? []))
  return Math.max(0, ...numbers) + 1
}
