import { type Response, Router } from 'express'
import type { Announcement } from '../outbox/ring'
import type { Database } from '../postgres/database'
import { authenticate } from './authenticate'

/** Open pages that are told what changed, by workspace. */
export interface LiveUpdates {
  readonly router: Router
  announce(announcement: Announcement): void
  close(): void
}

const HEARTBEAT_MS = 25_000

/** `GET /events`: server-sent events that say which deals look different, never what they say. */
export function liveUpdates(parts: { database: Database; publicUrl: string }): LiveUpdates {
  const open = new Map<string, Set<Response>>()
  const router = Router()
  router.get('/events', async (request, response) => {
    const { workspaceId } = await authenticate(parts.database, parts.publicUrl, request)
    response.set({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    response.write('retry: 2000\n\n')
    const pages = open.get(workspaceId) ?? new Set()
    open.set(workspaceId, pages.add(response))
    response.on('close', () => pages.delete(response))
  })
  const heartbeat = setInterval(() => {
    for (const pages of open.values()) for (const page of pages) page.write(': still here\n\n')
  }, HEARTBEAT_MS)
  heartbeat.unref()
  return {
    router,
    announce({ workspaceId, deals, every, kinds }) {
      for (const page of open.get(workspaceId) ?? []) {
        page.write(`event: changed\ndata: ${JSON.stringify({ deals, every, kinds })}\n\n`)
      }
    },
    close() {
      clearInterval(heartbeat)
      for (const pages of open.values()) for (const page of pages) page.end()
    },
  }
}
