import express, { Router } from 'express'
import type { TokenDesk } from './tokens'

const realmOf = (body: unknown): string | null => {
  if (typeof body !== 'object' || body === null || !('realmId' in body)) return null
  return typeof body.realmId === 'string' ? body.realmId : null
}

/** Doors that only QuickBooks needs: tokens that run out now, a company whose owner disconnects the app. */
export function tokenDoors(desk: TokenDesk): Router {
  const doors = Router()
  doors.post('/tokens/expire', express.json({ type: () => true }), (req, res) => {
    const realmId = realmOf(req.body)
    desk.expire(realmId)
    res.json({ expired: realmId ?? 'all' })
  })
  doors.post('/tokens/disconnect', express.json({ type: () => true }), (req, res) => {
    const realmId = realmOf(req.body)
    if (realmId === null) return void res.status(400).json({ problem: 'send {"realmId":"…"}' })
    desk.disconnect(realmId)
    res.json({ disconnected: realmId })
  })
  return doors
}
