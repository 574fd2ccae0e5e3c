import express, { type Request, type Response, Router } from 'express'
import type { Faults } from './faults'
import type { RequestLog } from './request-log'
import type { Switches, SwitchTable } from './switches'
import type { WebhookDelivery } from './webhook-delivery'

export interface DoorOptions {
  readonly log: RequestLog
  readonly faults: Faults
  readonly webhooks: Pick<WebhookDelivery<never>, 'settings' | 'attempts' | 'pending' | 'change' | 'clear'>
  readonly switches: Pick<Switches<SwitchTable>, 'list' | 'describe' | 'turn' | 'clear'>
  /** Puts the vendor's state back to its sample data. */
  readonly reset: () => void
}

/** The doors of a simulator, to be mounted at /simulator: for tests and demos, never part of a vendor. */
export function simulatorDoors({ log, faults, webhooks, switches, reset }: DoorOptions): Router {
  const doors = Router()
  doors.use(express.json({ limit: '1mb', type: () => true, strict: false }))

  doors.get('/log', (req, res) => {
    const { since } = req.query
    const found = log.since(typeof since === 'string' ? since : undefined)
    if ('problem' in found) refuse(res, found.problem)
    else res.json({ items: found })
  })
  doors.delete('/log', (_req, res) => {
    log.clear()
    res.json({ items: [] })
  })

  doors.get('/faults', (_req, res) => void res.json({ faults: faults.list() }))
  doors.post('/faults', (req, res) => settle(res, faults.add(req.body), () => ({ faults: faults.list() })))
  doors.delete('/faults', (_req, res) => {
    faults.clear()
    res.json({ faults: [] })
  })

  const webhookState = (): object => ({
    ...webhooks.settings(),
    pending: webhooks.pending(),
    attempts: webhooks.attempts(),
  })
  doors.get('/webhooks', (_req, res) => void res.json(webhookState()))
  doors.put('/webhooks', (req, res) => settle(res, webhooks.change(req.body), webhookState))

  doors.get('/switches', (_req, res) => void res.json({ ...switches.list(), about: switches.describe() }))
  doors.put('/switches', (req, res) => settle(res, switches.turn(req.body), switches.list))

  doors.post('/reset', (_req, res) => {
    faults.clear()
    log.clear()
    webhooks.clear()
    switches.clear()
    reset()
    res.json({ reset: true })
  })
  doors.use((req, res) => {
    res.status(404).json({ problem: `no door ${req.method} ${req.originalUrl}` })
  })
  doors.use((error: unknown, _req: Request, res: Response, _next: () => void) => {
    refuse(res, error instanceof Error ? error.message : 'unreadable request')
  })
  return doors
}

function refuse(res: Response, problem: string): void {
  res.status(400).json({ problem })
}

function settle(res: Response, refused: { readonly problem: string } | null, answer: () => object): void {
  if (refused === null) res.json(answer())
  else refuse(res, refused.problem)
}
