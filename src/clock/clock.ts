/** The one source of time. Timers, SQL (`milepost.now()`) and both simulators read the same clock. */
export interface Clock {
  now(): Date
}

/** A clock that tests and demos can move forward; never used in production. */
export interface MovableClock extends Clock {
  /** How far this clock is ahead of the machine's, in milliseconds. */
  offsetMs(): number
  moveTo(offsetMs: number): void
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock that runs with the machine's, `offsetMs` ahead of it. */
export function movableClock(offsetMs = 0): MovableClock {
  let ahead = offsetMs
  return {
    now: () => new Date(Date.now() + ahead),
    offsetMs: () => ahead,
    moveTo: (next) => {
      ahead = next
    },
  }
}
