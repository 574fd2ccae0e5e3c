import { askToRemind } from '../../invoices/reminders/ask-to-remind'
import { readReminders } from '../../invoices/reminders/read-reminders'
import type { Sql } from '../../postgres/database'
import type { Handlers } from '../contract-router'
import { remindersView } from '../views/reminders-view'
import type { HandlerParts } from './handler-parts'

export function reminderHandlers(parts: HandlerParts): Pick<Handlers, 'readReminders' | 'remindOfInvoice'> {
  const show = async (sql: Sql, intentId: string) => ({
    value: remindersView(await readReminders(sql, parts.clock, intentId)),
  })
  return {
    readReminders: { run: (sql, { params }) => show(sql, params['id'] ?? '') },
    remindOfInvoice: {
      async run(sql, { params, body, caller }) {
        const intentId = params['id'] ?? ''
        if (body.dryRun !== true)
          await askToRemind(sql, caller.actor, parts.clock, { intentId, afterDays: null })
        return show(sql, intentId)
      },
    },
  }
}
