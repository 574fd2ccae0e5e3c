import type { ScheduleTerms } from '../../schedules/schedule'
import type { Wording } from './wording'

/** "per contract dated 2026-01-15, SOW-17": what an invoice is billed under; empty where nothing of it is known. */
export function contractWords(
  { contractDate, contractReference }: Pick<ScheduleTerms, 'contractDate' | 'contractReference'>,
  wording: Wording,
  changeOrder?: { readonly number: number; readonly on: string },
): string {
  return wording.join([
    contractDate === null ? null : wording.say('contractDated', { date: wording.day(contractDate) }),
    contractReference,
    changeOrder === undefined
      ? null
      : wording.say('changeOrder', { number: String(changeOrder.number), date: wording.day(changeOrder.on) }),
  ])
}

/** "invoice 1037", "invoices 1037, 1052" or "invoices 1037 and 1052"; null where none has a number. */
export function invoiceNumbers(
  numbers: readonly string[],
  wording: Wording,
  between: 'join' | 'and',
): string | null {
  const [only, ...others] = numbers
  if (only === undefined) return null
  return others.length === 0
    ? wording.say('invoice', { numbers: only })
    : wording.say('invoices', { numbers: wording[between](numbers) })
}
