import { parentPort } from 'node:worker_threads'
import { drawThumbnail } from './draw-thumbnail'

/** What a thread is asked, and what it answers. One picture, and the thread ends. */
export interface DrawRequest {
  readonly type: string
  readonly bytes: Uint8Array
}

parentPort?.once('message', async ({ type, bytes }: DrawRequest) => {
  const drawn = await drawThumbnail(type, bytes).catch((error: unknown) => ({ problem: String(error) }))
  parentPort?.postMessage(drawn)
})
