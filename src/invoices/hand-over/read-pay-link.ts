import type { Company } from '../../../connectors/quickbooks/company'
import { readOrFail } from '../../inbox/read-failed'
import type { Database } from '../../postgres/database'
import { notFound } from '../../tenants/refusal'
import { readIntent } from '../intent-table'
import { whyNotThere } from './invoice-there'
import { readPosted } from './read-posted'

/** Where the client pays, or why there is no such page. */
export interface PayLink {
  readonly url: string | null
  readonly detail: string
}

/**
 * The page where the client pays an invoice, as QuickBooks gives it now: it may end, so it is not kept. One metered read,
 * when somebody asks. Throws what readOrFail and the connection throw; refuses not_found, invoice_not_posted,
 * invoice_not_effective.
 */
export async function readPayLink(
  parts: { readonly database: Database; readonly company: () => Promise<Company> },
  workspaceId: string,
  intentId: string,
): Promise<PayLink> {
  const { quickbooksId, isPaid } = await parts.database.inWorkspace(workspaceId, async (sql) => {
    const intent = await readIntent(sql, intentId)
    if (!intent) throw notFound('invoice')
    const facts = (await readPosted(sql, intent))?.facts ?? null
    const refusal = whyNotThere(intent, facts)
    if (refusal) throw refusal
    return { quickbooksId: intent.quickbooksId ?? '', isPaid: facts?.balanceMinor === 0n }
  })
  if (isPaid) return { url: null, detail: 'It is paid: nothing is left to pay.' }
  const company = await parts.company()
  const url = readOrFail('quickbooks', await company.payLink(quickbooksId))
  return {
    url,
    detail:
      url === null
        ? 'QuickBooks gives no page to pay it: online payment is off, or the invoice has no e-mail address there.'
        : 'Whoever has this link can pay the invoice. QuickBooks may end it after a while.',
  }
}
