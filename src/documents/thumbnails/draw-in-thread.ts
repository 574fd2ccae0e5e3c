import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { limits } from '../../../config/limits'
import type { Thumbnail } from './thumbnail'

/** A small picture, or why there is none; `again` when trying once more may help: the thread was too slow, or died. */
export type Drawn = Thumbnail | { readonly problem: string; readonly again: boolean }

const answer = z.union([
  z.object({ bytes: z.instanceof(Uint8Array<ArrayBuffer>), width: z.int(), height: z.int() }),
  z.object({ problem: z.string() }),
])

/** The program of a thread; a test hands in its own. */
export const THREAD = path.join(__dirname, 'thumbnail-thread.js')

/** Draws pictures one after another, each in a thread of its own that ends after it, whatever was in the picture. */
export function drawInThread(program = THREAD): (type: string, bytes: Uint8Array) => Promise<Drawn> {
  let line: Promise<unknown> = Promise.resolve()
  return (type, bytes) => {
    const drawing = line.then(() => drawOne(program, type, bytes))
    line = drawing
    return drawing
  }
}

function drawOne(program: string, type: string, bytes: Uint8Array): Promise<Drawn> {
  return new Promise((resolve) => {
    const thread = new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: 256 } })
    thread.unref()
    const end = (drawn: Drawn) => {
      clearTimeout(timer)
      resolve(drawn)
      void thread.terminate()
    }
    const timer = setTimeout(
      () => end({ problem: `It took longer than ${limits.thumbnailMs / 1_000} s.`, again: true }),
      limits.thumbnailMs,
    )
    thread.once('message', (message: unknown) => {
      const drawn = answer.parse(message)
      end('problem' in drawn ? { ...drawn, again: false } : drawn)
    })
    thread.once('error', () => end({ problem: 'Drawing it failed.', again: true }))
    thread.once('exit', () => end({ problem: 'Drawing it broke off.', again: true }))
    thread.postMessage({ type, bytes })
  })
}
