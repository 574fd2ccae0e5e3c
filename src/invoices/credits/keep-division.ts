import type { Sql } from '../../postgres/database'
import { readMilestones } from '../../schedules/milestone-table'
import { shareOfDeal } from '../books/deal-share'
import { readBilled } from '../books/read-billed-intents'
import { billsMilestone } from '../composing/invoice-line'
import { withDivision } from './credit-division'
import { creditByPart, creditOfWork } from './credited-net'
import { saveDivisions } from './division-table'

/**
 * What credits took of each line of an invoice stays so once somebody answered about one of them: a line that is added or
 * edited later moves none of it. Where no answer is left, nothing is kept. After every change of what was answered about the
 * invoice, under the intent's lock.
 */
export async function keepDivision(sql: Sql, intentId: string): Promise<void> {
  const [whole] = await readBilled(sql, { intentIds: [intentId] })
  if (!whole) return
  const { divisions } = whole.intent
  const scheduleIds = [...new Set(whole.parts.filter(billsMilestone).map((part) => part.scheduleId))]
  const isAnswered = (await readMilestones(sql, scheduleIds)).some(({ claims }) =>
    claims.some((claim) => claim.kind !== 'progress' && claim.intentId === intentId),
  )
  if (!isAnswered) {
    if (divisions.length > 0) await saveDivisions(sql, intentId, [])
    return
  }
  const creditMinor = creditOfWork(whole, whole.intent.currency)
  // One that is void takes its credits with it, and what was answered is asked about; what is unknown divides nothing.
  if (creditMinor === null || whole.invoice?.effective !== true) return
  const byPart = new Map<string, bigint>()
  for (const scheduleId of scheduleIds) {
    for (const [key, minor] of creditByPart(shareOfDeal(whole, scheduleId), whole.intent.currency)) {
      if (minor === null) return
      byPart.set(key, minor)
    }
  }
  await saveDivisions(sql, intentId, withDivision(divisions, { creditMinor, byPart }))
}
