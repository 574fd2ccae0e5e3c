import type { IncomingMessage, ServerResponse } from 'node:http'
import { createBullBoard } from '@bull-board/api'
import { BullAdapter } from '@bull-board/api/bullAdapter'
import { ExpressAdapter } from '@bull-board/express'
import { type QueueName, queueNames } from '../outbox/claim'
import type { BullDoorbell } from './bull-doorbell'

/** What may stand on a listener below an address: answers a request, or hands it on. */
export type Page = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

const about: Readonly<Record<QueueName, string>> = {
  outbox: 'Promises to QuickBooks: invoices, customers, reminders',
  quickbooks: 'What rang at QuickBooks, and its sweeps',
  hubspot: 'What rang at HubSpot, and its sweeps',
  writeback: 'Figures that HubSpot is told',
  triggers: 'Milestones whose day has come',
  upkeep: 'Overdue invoices, reminders, the month’s invoices',
}

/**
 * Bull's dashboard of the rings in Redis, to be looked at and nothing else. The work itself is in PostgreSQL: a ring that is
 * seen waiting here is only a knock at the door.
 */
export function openQueuesBoard(doorbell: BullDoorbell, basePath: string): Page {
  const serverAdapter = new ExpressAdapter()
  serverAdapter.setBasePath(basePath)
  createBullBoard({
    queues: queueNames.map(
      (name) =>
        new BullAdapter(doorbell.queueOf(name), {
          readOnlyMode: true,
          allowRetries: false,
          description: about[name],
        }),
    ),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Milepost’s rings' } },
  })
  const router: Page = serverAdapter.getRouter()
  return router
}
