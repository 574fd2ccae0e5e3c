import type { Clock } from '../../clock/clock'
import { dayIn } from '../../clock/day'
import type { Deal } from '../../deals/deal'
import { readDeal } from '../../deals/deal-table'
import type { PaperLook } from '../../documents/paper/paper-look'
import { masterNames, readOnly } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import { readTrackers } from '../../reconcile/read-trackers'
import type { Schedule } from '../../schedules/schedule'
import { clientName } from '../../tenants/brand'
import { readPaperLook } from '../../tenants/read-look'
import { conflict, notFound } from '../../tenants/refusal'
import { readWorkspace } from '../../tenants/workspace-table'
import { derivePayApplication, type PayApplication } from './pay-application'

/** An application for payment, with who asks whom. */
export interface PayApplicationPage {
  readonly application: PayApplication
  readonly schedule: Schedule
  readonly deal: Deal
  /** Who pays: names of QuickBooks' customers, else the deal's company. */
  readonly owner: readonly string[]
  readonly contractor: string
  /** The last day of the period. */
  readonly through: string
  readonly today: string
  readonly look: PaperLook
  /** Paper as it is used where the company is. */
  readonly paper: 'LETTER' | 'A4'
}

/** Refuses not_found, for an application that is not there too; figures_unknown while an invoice could not be read. */
export async function readPayApplication(
  sql: Sql,
  clock: Clock,
  asked: { readonly dealId: string; readonly through: string | null; readonly number: number | null },
): Promise<PayApplicationPage> {
  const deal = await readDeal(sql, asked.dealId)
  if (!deal) throw notFound('deal')
  const tracker = (await readTrackers(sql, clock, [deal.dealId])).get(deal.dealId)
  if (!tracker) throw notFound('schedule')
  const { schedule, today } = tracker
  const workspace = await readWorkspace(sql)
  const { zone } = workspace
  const look = await readPaperLook(sql, workspace)
  const through = asked.through ?? today
  const application = derivePayApplication(tracker, (moment) => dayIn(zone, moment), through, asked.number)
  if (application === 'none') throw notFound('application for payment')
  if (application === 'unknown') {
    throw conflict(
      'figures_unknown',
      'An invoice of this deal could not be read, so what was billed before is unknown. Check now under Connections, then ' +
        'look again.',
    )
  }
  return {
    application,
    schedule,
    deal,
    owner: await readOwner(sql, schedule, deal),
    contractor: clientName(workspace),
    look,
    through,
    today,
    paper: await readPaper(sql),
  }
}

async function readOwner(sql: Sql, { terms }: Schedule, deal: Deal): Promise<string[]> {
  const ids = terms.payers.map((payer) => payer.customer.quickbooksId)
  const asked = ids.length > 0 ? ids : terms.customerId === null ? [] : [terms.customerId]
  const names = await masterNames(sql, 'customers', asked)
  const known = asked.flatMap((id) => names.get(id) ?? [])
  return known.length > 0 ? known : deal.company === null ? [] : [deal.company]
}

/** The paper that is used where the company is. */
export async function readPaper(sql: Sql): Promise<'LETTER' | 'A4'> {
  const country = (await readOnly(sql, 'company'))?.body['Country']
  return typeof country !== 'string' || /^(us|ca|mx)/i.test(country) ? 'LETTER' : 'A4'
}
