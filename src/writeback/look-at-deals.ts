import { askAboutCustomersOf } from '../invoices/books/ask-about-customer'
import { lookAgainAtDeals } from '../invoices/by-hand/look-again'
import { noticeUndrawnOf } from '../invoices/deposits/notice-undrawn'
import type { Database } from '../postgres/database'
import { pastDeadlocks } from '../postgres/past-deadlocks'

export interface LookParts {
  readonly database: Database
  readonly log: (error: unknown, doing: string, workspaceId: string) => void
}

/**
 * Looks again at what is asked about deposits that nothing draws any more, about whose these deals' invoices are, and of
 * invoices that people made for their work: their plans may say something else now, or other work may be billed. In transactions of its own: a deal whose look fails is looked at without the
 * others, told to the log, and keeps no deal from hearing of its money.
 */
export async function lookAtDeals(
  { database, log }: LookParts,
  workspaceId: string,
  dealIds: readonly string[],
): Promise<void> {
  if (dealIds.length === 0) return
  try {
    await pastDeadlocks(() =>
      database.inWorkspace(workspaceId, async (sql) => {
        // In the order in which a reading asks.
        await noticeUndrawnOf(sql, dealIds)
        await askAboutCustomersOf(sql, dealIds)
        await lookAgainAtDeals(sql, dealIds)
      }),
    )
  } catch (error) {
    const [dealId, ...others] = dealIds
    if (dealId === undefined || others.length === 0)
      return log(error, `looking at deal ${dealId} again`, workspaceId)
    for (const each of dealIds) await lookAtDeals({ database, log }, workspaceId, [each])
  }
}
