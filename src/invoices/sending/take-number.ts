import type { Answer, Fault } from '../../../connectors/answer'
import type { Company } from '../../../connectors/quickbooks/company'
import type { Sql } from '../../postgres/database'
import { numberSeries } from '../../tenants/document-number'
import { type BillingIntent, requestKeyOf } from '../intent'
import { countSpent, numberOf, raiseSeries, spendNumber, takeNumber } from './number-series-table'

/** What leaves for QuickBooks: the body as it was frozen, but for its number, and the key it goes under. */
export interface OutgoingInvoice {
  readonly body: Readonly<Record<string, unknown>>
  readonly requestKey: string
}

/** QuickBooks: another document has this number. */
const TAKEN = '6140'
/** So many numbers of one invoice may belong to others before a person is asked. */
const MOST_SPENT = 5

/** The pattern that this invoice's number is made by, frozen in its body in the number's place; null where QuickBooks numbers it. */
export function patternOf({ body }: Pick<BillingIntent, 'body'>): string | null {
  const frozen: unknown = JSON.parse(body)
  const number =
    typeof frozen === 'object' && frozen !== null && 'DocNumber' in frozen ? frozen.DocNumber : null
  return typeof number === 'string' && number.includes('{') ? number : null
}

/**
 * The invoice as it leaves. Its number is taken in the transaction that records the attempt, so only an invoice that
 * is sent takes one, and a repeat sends the same number under the same key. The first number goes under the invoice's
 * own key; a later one under a key of its own, because QuickBooks may answer the first with its refusal for ever.
 */
export async function takeOutgoing(sql: Sql, intent: BillingIntent): Promise<OutgoingInvoice> {
  const body: Record<string, unknown> = JSON.parse(intent.body)
  const pattern = patternOf(intent)
  if (pattern === null) return { body, requestKey: intent.requestKey }
  const isFirst = (await countSpent(sql, intent.intentId)) === 0
  const { number, requestKey } = await takeNumber(sql, {
    intentId: intent.intentId,
    pattern,
    day: intent.issuedOn,
    keyOf: (taken) => (isFirst ? intent.requestKey : requestKeyOf('number', [intent.requestKey, taken], 1)),
  })
  return { body: { ...body, DocNumber: number }, requestKey }
}

/**
 * Whether a refusal only says that the number is somebody else's. If so the number is spent, and the invoice may be
 * sent with the next one, after a look whether it exists already: the document with its number may be the invoice itself.
 */
export async function spendRefusedNumber(sql: Sql, intent: BillingIntent, fault: Fault): Promise<boolean> {
  if (fault.code !== TAKEN) return false
  const taken = await numberOf(sql, intent.intentId)
  if (taken === null || (await countSpent(sql, intent.intentId)) >= MOST_SPENT) return false
  await spendNumber(sql, taken.number)
  return true
}

/** Whether a number of this invoice was somebody else's, so that it is looked for before it is sent again. */
export const hasSpentNumber = async (sql: Sql, intentId: string): Promise<boolean> =>
  (await countSpent(sql, intentId)) > 0

/**
 * The numbers of the series that QuickBooks has, so that the next one is free: one metered read, made only after a
 * number was somebody else's. `within` is a transaction of the caller's workspace.
 */
export async function learnTakenNumbers(
  company: Company,
  intent: BillingIntent,
  within: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>,
): Promise<Answer<unknown>> {
  const pattern = patternOf(intent)
  if (pattern === null) throw new Error('an invoice that QuickBooks numbers has no series')
  const { like, series, countIn } = numberSeries(pattern, intent.issuedOn)
  const answer = await company.query('Invoice', [{ field: 'DocNumber', operator: 'LIKE', value: like }])
  if (answer.outcome !== 'done') return answer
  const counts = answer.value.flatMap(({ DocNumber }) => (DocNumber ? (countIn(DocNumber) ?? []) : []))
  const highest = Math.max(0, ...counts)
  await within((sql) => raiseSeries(sql, series, highest))
  return answer
}
