import { standingCauses } from '../../attention/open-causes-table'
import type { Sql } from '../../postgres/database'
import { readParts } from '../billing-part-table'
import { readDocuments } from '../books/document-table'
import { madeByHandId } from '../catch-up/held-invoice'
import { noticeByHand } from './notice-by-hand'

/**
 * What bills these milestones has changed: what is asked of invoices that people made for work of the same plans is looked
 * at again. One that was to be linked may ask for the money twice now, and the other way round; and what fits beside it may be
 * billed or free now, also where a person had left the question. Safe to repeat.
 */
export async function lookAgainAt(sql: Sql, milestoneIds: readonly string[]): Promise<void> {
  if (milestoneIds.length > 0) await lookAgain(sql, { milestoneIds })
}

/** The same of the milestones that these invoices bill, or billed. */
export async function lookAgainBeside(sql: Sql, intentIds: readonly string[]): Promise<void> {
  const parts = await readParts(sql, intentIds)
  await lookAgainAt(sql, [...new Set(parts.flatMap(({ milestoneId }) => milestoneId ?? []))])
}

/** The same where the work itself may have changed: its name, amount or day, or that it was reopened, speaks for it or against. */
export async function lookAgainAtDeals(sql: Sql, dealIds: readonly string[]): Promise<void> {
  if (dealIds.length > 0) await lookAgain(sql, { dealIds })
}

async function lookAgain(sql: Sql, plansOf: Parameters<typeof standingCauses>[2]): Promise<void> {
  const causes = await standingCauses(sql, 'unlinked_document', plansOf)
  const ids = new Set(causes.flatMap((cause) => madeByHandId(cause) ?? []))
  if (ids.size === 0) return
  const documents = await readDocuments(sql, 'Invoice', [...ids])
  await noticeByHand(sql, [...documents.values()])
}
