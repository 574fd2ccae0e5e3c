import type { Response } from 'express'
import { limits } from '../../config/limits'
import { Refusal } from '../tenants/refusal'
import { isOver, whenOver } from './when-over'

/**
 * Room for files while clients are given them: a file is in memory until whoever asked has it, or has had the time that a slow
 * line needs. Never more at once than there is room for, nor more of one holder than a quarter of it. Room is taken before a
 * file is loaded; of an invoice's paper that QuickBooks prints just now, once its size is known.
 */
export interface DownloadMemory {
  /** Takes room for so many bytes until this answer is over. Refuses busy. */
  take(response: Response, holder: string, bytes: number): void
  /** Bytes that are held now. */
  held(): number
}

/**
 * Room for `most` bytes of all together; the largest file, of `fileBytes`, fits at any rate. Whoever reads `slowest` bytes a
 * second, or more, has `graceMs` beyond the time that takes; then the connection is ended.
 */
export function downloadMemory(
  fileBytes: number,
  {
    most = limits.downloadMemoryBytes,
    slowest = limits.slowestReadBytes,
    graceMs = limits.requestMs,
  }: { readonly most?: number; readonly slowest?: number; readonly graceMs?: number } = {},
): DownloadMemory {
  const ofHolders = new Map<string, number>()
  let held = 0
  const keep = (holder: string, bytes: number) => {
    held += bytes
    const now = (ofHolders.get(holder) ?? 0) + bytes
    if (now === 0) ofHolders.delete(holder)
    else ofHolders.set(holder, now)
  }
  return {
    held: () => held,
    take(response, holder, bytes) {
      const own = ofHolders.get(holder) ?? 0
      if (own > 0 && own + bytes > Math.max(most / 4, fileBytes))
        throw busy('Files that you asked for before are still on their way. Wait for them, then try again.')
      if (held > 0 && held + bytes > Math.max(most, fileBytes))
        throw busy('Too many files are being given out at once. Try again in a minute.')
      if (isOver(response)) throw busy('Whoever asked for this file has gone.')
      keep(holder, bytes)
      // By its size: a little now and then keeps nothing for ever.
      const late = setTimeout(() => response.req.socket.destroy(), graceMs + (bytes / slowest) * 1_000)
      whenOver(response, () => {
        clearTimeout(late)
        keep(holder, -bytes)
      })
    },
  }
}

const busy = (words: string) => new Refusal(503, 'busy', words)
