import { parentPort } from 'node:worker_threads'
import { drawLogo } from './draw-logo'
import type { DrawRequest } from './thumbnail-thread'

parentPort?.once('message', async ({ type, bytes }: DrawRequest) => {
  const drawn = await drawLogo(type, bytes).catch((error: unknown) => ({
    problem: error instanceof Error ? error.message : String(error),
  }))
  parentPort?.postMessage(drawn)
})
