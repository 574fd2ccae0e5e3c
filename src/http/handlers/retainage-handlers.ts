import { record } from '../../history/history-table'
import { readPayApplication } from '../../insight/pay-application/read-pay-application'
import { renderPayApplication } from '../../insight/pay-application/render-pay-application'
import { readRetainage } from '../../insight/read-retainage'
import { lookAtRelease } from '../../invoices/retainage/look-at-release'
import { releaseRetainage } from '../../invoices/retainage/release-retainage'
import { parseAmount } from '../../money/money'
import type { Sql } from '../../postgres/database'
import type { MoneyText } from '../../schedules/money-terms'
import type { Schedule } from '../../schedules/schedule'
import { lockScheduleOfDeal } from '../../schedules/schedule-table'
import { invalid, notFound } from '../../tenants/refusal'
import type { Handlers } from '../contract-router'
import { payApplicationView } from '../views/pay-application-view'
import { releaseView, retainageView } from '../views/retainage-view'
import { type HandlerParts, linksOf } from './handler-parts'

type RetainageRoutes = 'readRetainage' | 'releaseRetainage' | 'readPayApplication' | 'printPayApplication'

/** What is held back, its release, and the application for payment. */
export function retainageHandlers(parts: HandlerParts): Pick<Handlers, RetainageRoutes> {
  const application = (
    sql: Sql,
    dealId: string,
    { through, number }: { through?: string | undefined; number?: number | undefined },
  ) => readPayApplication(sql, parts.clock, { dealId, through: through ?? null, number: number ?? null })
  return {
    readRetainage: {
      async run(sql, { params, caller }) {
        const page = await readRetainage(sql, parts.clock, params['dealId'] ?? '')
        return { value: retainageView(page, await linksOf(parts, sql, caller.workspaceId)) }
      },
    },
    releaseRetainage: {
      async run(sql, { params, body, caller }) {
        const schedule = await lockScheduleOfDeal(sql, params['dealId'] ?? '')
        if (!schedule) throw notFound('schedule')
        const amountMinor = body.amount === undefined ? null : amountOf(schedule, body.amount)
        if (body.dryRun === true) {
          const outlook = await lookAtRelease(sql, parts.clock, schedule, amountMinor)
          return { value: releaseView(schedule, outlook) }
        }
        const { outlook, happenings } = await releaseRetainage(
          sql,
          caller.actor,
          parts.clock,
          schedule,
          amountMinor,
        )
        await record(sql, caller.actor, happenings)
        return { value: releaseView(schedule, outlook) }
      },
    },
    readPayApplication: {
      async run(sql, { params, query }) {
        return { value: payApplicationView(await application(sql, params['dealId'] ?? '', query)) }
      },
    },
    printPayApplication: {
      async run(sql, { params, query }) {
        const page = await application(sql, params['dealId'] ?? '', query)
        return {
          value: {
            name: `Pay application ${page.application.number} - ${page.deal.name}.pdf`,
            type: 'application/pdf',
            bytes: await renderPayApplication(page, parts.clock.now()),
            inline: true,
          },
        }
      },
    },
  }
}

/** Refuses validation_failed for what is no amount of the schedule's currency, or nothing. */
function amountOf(schedule: Schedule, { amount, currency }: MoneyText): bigint {
  if (currency !== schedule.currency) {
    throw invalid([{ pointer: '/amount/currency', detail: `The schedule is in ${schedule.currency}.` }])
  }
  const parsed = parseAmount(amount, currency)
  if (parsed === null) {
    throw invalid([{ pointer: '/amount/amount', detail: `${amount} has more digits than ${currency} has.` }])
  }
  if (parsed.minor <= 0n) {
    throw invalid([
      {
        pointer: '/amount/amount',
        detail: 'Release more than nothing, or leave the amount out for all of it.',
      },
    ])
  }
  return parsed.minor
}
