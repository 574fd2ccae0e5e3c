import { Router } from 'express'

/** `/health`: the process runs. `/ready`: it can also work, which is to say that its database answers. */
export function healthRouter(isReady: () => Promise<boolean>): Router {
  const router = Router()
  router.get('/health', (_request, response) => {
    response.json({ ok: true })
  })
  router.get('/ready', async (_request, response) => {
    const ready = await isReady()
    response.status(ready ? 200 : 503).json({ ready })
  })
  return router
}
