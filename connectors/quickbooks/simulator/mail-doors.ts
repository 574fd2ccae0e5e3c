import { Router } from 'express'
import type { Journal } from '../../simulation/journal'
import { isEntity, parts, text, type Value } from './value'

/** What the companies have e-mailed, oldest first: whom, which document, and the files that went along. */
export function mailDoors(journal: Journal<Value>, realmIds: readonly string[]): Router {
  const doors = Router()
  doors.get('/mails', (_req, res) => {
    const items = realmIds.flatMap((realmId) =>
      journal
        .list(`${realmId}/mail`)
        .flatMap(([key, value]) => (isEntity(value) ? [{ key, value }] : []))
        .map(({ key, value }) => {
          const [kind, id, number] = key.split(' ')
          const files = parts(value, 'files').map((file) => text(file, 'name'))
          return { realmId, kind, id, number: Number(number), to: text(value, 'to'), files }
        })
        .sort((a, b) => a.number - b.number)
        .map(({ number, ...mail }) => mail),
    )
    res.json({ items })
  })
  return doors
}
