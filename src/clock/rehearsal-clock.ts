import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { SettingsError } from '../../config/settings'
import { type MovableClock, movableClock } from './clock'

/**
 * The clock of a program: the machine's, `aheadMs` ahead of it; or, where a file is named (CLOCK_FILE), as many milliseconds
 * ahead as that file says, for all processes that were given it, at one moment.
 */
export const openClock = (file: string | undefined, aheadMs = 0): MovableClock =>
  file === undefined ? movableClock(aheadMs) : rehearsalClock(file)

/**
 * One clock of several processes, moved by whoever writes its file. Throws SettingsError when the file says no number of
 * milliseconds; one that is lost later leaves the clock where it was.
 */
export function rehearsalClock(file: string): MovableClock {
  let ahead = readAhead(file)
  if (ahead === null) throw new SettingsError([`CLOCK_FILE: ${file} says no number of milliseconds`])
  const offsetMs = () => {
    ahead = readAhead(file) ?? ahead
    return ahead ?? 0
  }
  return {
    now: () => new Date(Date.now() + offsetMs()),
    offsetMs,
    moveTo: (next) => setClockFile(file, next),
  }
}

/** Writes how far the clock of this file is ahead. The file is whole at any moment: others read it whenever they ask for the time. */
export function setClockFile(file: string, aheadMs: number): void {
  writeFileSync(`${file}.next`, String(aheadMs))
  renameSync(`${file}.next`, file)
}

function readAhead(file: string): number | null {
  try {
    const text = readFileSync(file, 'utf8').trim()
    return /^\d{1,15}$/.test(text) ? Number(text) : null
  } catch {
    return null
  }
}
