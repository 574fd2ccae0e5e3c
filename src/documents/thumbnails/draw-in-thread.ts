import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { limits } from '../../../config/limits'
import type { DrawnLogo } from './logo'
import type { Thumbnail } from './thumbnail'

/** Why there is no picture; `again` when trying once more may help: the thread was too slow, or died. */
interface Undrawn {
  readonly problem: string
  readonly again: boolean
}

/** A small picture, or why there is none. */
export type Drawn = Thumbnail | Undrawn

const picture = { bytes: z.instanceof(Uint8Array<ArrayBuffer>), width: z.int(), height: z.int() }
const thumbnail = z.object(picture)
const logo = z.object({ ...picture, ground: z.enum(['any', 'light', 'dark']) })

/** The programs of threads; a test hands in its own. */
export const THREAD = path.join(__dirname, 'thumbnail-thread.js')
export const LOGO_THREAD = path.join(__dirname, 'logo-thread.js')

type Draw<T> = (type: string, bytes: Uint8Array) => Promise<T | Undrawn>

/** Draws pictures one after another, each in a thread of its own that ends after it, whatever was in the picture. */
export const drawInThread = (program = THREAD): Draw<Thumbnail> => inLine(program, thumbnail)

export type DrawLogo = Draw<DrawnLogo>

/** The same for logos. */
export const drawLogoInThread = (program = LOGO_THREAD): DrawLogo => inLine(program, logo)

function inLine<T>(program: string, shape: z.ZodType<T>): Draw<T> {
  let line: Promise<unknown> = Promise.resolve()
  return (type, bytes) => {
    const drawing = line.then(() => drawOne(program, shape, type, bytes))
    line = drawing
    return drawing
  }
}

function drawOne<T>(
  program: string,
  shape: z.ZodType<T>,
  type: string,
  bytes: Uint8Array,
): Promise<T | Undrawn> {
  const answer = z.union([z.object({ problem: z.string() }), shape.transform((drawn) => ({ drawn }))])
  return new Promise((resolve) => {
    const thread = new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: 256 } })
    thread.unref()
    const end = (drawn: T | Undrawn) => {
      clearTimeout(timer)
      resolve(drawn)
      void thread.terminate()
    }
    const timer = setTimeout(
      () => end({ problem: `It took longer than ${limits.thumbnailMs / 1_000} s.`, again: true }),
      limits.thumbnailMs,
    )
    thread.once('message', (message: unknown) => {
      const said = answer.parse(message)
      end('problem' in said ? { ...said, again: false } : said.drawn)
    })
    thread.once('error', () => end({ problem: 'Drawing it failed.', again: true }))
    thread.once('exit', () => end({ problem: 'Drawing it broke off.', again: true }))
    thread.postMessage({ type, bytes })
  })
}
