import express, { Router } from 'express'
import { DateTime, Duration } from 'luxon'
import { z } from 'zod'
import type { MovableClock } from '../clock/clock'
import { invalid } from '../tenants/refusal'
import { checkInput } from './check-input'
import type { ReadAllMail } from './mailbox-page'

const move = z.union([
  z.strictObject({ advance: z.string().max(50) }),
  z.strictObject({ at: z.iso.datetime({ offset: true }) }),
])

/** Doors for tests and demos; never mounted in production. The clock only moves forward. */
export function simulatorDoors(
  clock: MovableClock,
  onMoved: (offsetMs: number) => void,
  readAllMail: ReadAllMail,
): Router {
  const router = Router()
  router.post('/clock', express.json(), (request, response) => {
    const asked = checkInput(move, request.body)
    const now = clock.now().getTime()
    const ahead =
      'advance' in asked
        ? Duration.fromISO(asked.advance).toMillis()
        : DateTime.fromISO(asked.at).toMillis() - now
    if (!Number.isFinite(ahead) || ahead < 0) {
      throw invalid([
        {
          pointer: 'advance' in asked ? '/advance' : '/at',
          detail: 'Time only moves forward. Give a duration such as P3D.',
        },
      ])
    }
    clock.moveTo(clock.offsetMs() + ahead)
    onMoved(clock.offsetMs())
    response.json({ now: clock.now().toISOString() })
  })
  router.get('/mailbox', async (_request, response) => {
    // Milepost's own; QuickBooks mails invoices, and its simulator shows which.
    response.json(
      (await readAllMail()).map(({ to, subject, text, html, at }) => ({
        to,
        subject,
        text,
        html,
        attachments: [],
        at: at.toISOString(),
      })),
    )
  })
  return router
}
