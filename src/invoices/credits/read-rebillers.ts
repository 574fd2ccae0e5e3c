import type { Sql } from '../../postgres/database'
import type { CreditClaim } from '../../schedules/claim'
import { readPartsOfMilestone } from '../billing-part-table'
import { readDocuments } from '../books/document-table'
import { claimInKey } from '../composing/payer-part'
import { readIntents } from '../intent-table'

/** What bills again what a person let be billed again. */
export interface Rebillers {
  /** Numbers of the invoices in QuickBooks, or their ids where they have none. */
  readonly numbers: readonly string[]
  /** "Void invoice 1043 in QuickBooks first", or that it is on its way: what must be done before that is taken back. */
  readonly first: string
}

/** The invoices that bill these claims of a milestone; null where none does. */
export async function readRebillers(
  sql: Sql,
  milestoneId: string,
  claims: readonly Pick<CreditClaim, 'number'>[],
): Promise<Rebillers | null> {
  const keys = new Set(claims.map(({ number }) => `k${number}`))
  const parts = (await readPartsOfMilestone(sql, milestoneId)).filter(
    (part) => part.live && keys.has(claimInKey(part.partKey) ?? ''),
  )
  if (parts.length === 0) return null
  const intents = await readIntents(sql, { intentIds: [...new Set(parts.map(({ intentId }) => intentId))] })
  const ids = intents.flatMap(({ quickbooksId }) => quickbooksId ?? [])
  const documents = await readDocuments(sql, 'Invoice', ids)
  const numbers = ids.map((id) => documents.get(id)?.body?.DocNumber ?? id).sort()
  const onItsWay = intents.some(({ quickbooksId }) => quickbooksId === null)
  const said = [
    ...(numbers.length > 0
      ? [`void ${numbers.length > 1 ? 'invoices' : 'invoice'} ${numbers.join(' and ')} in QuickBooks`]
      : []),
    ...(onItsWay ? ['cancel the invoice that has not left yet, or void it once it is there'] : []),
  ].join(', and ')
  return { numbers, first: `${said.charAt(0).toUpperCase()}${said.slice(1)} first` }
}
