import dayjs, { type Dayjs } from 'dayjs'

let aheadMs = 0
let zone: string | undefined

/** The server said what time it is: from now on pages count by its clock, not by this machine's. */
export function setServerTime(iso: string): void {
  aheadMs = dayjs(iso).valueOf() - dayjs().valueOf()
}

/** Now, by the server's clock. */
export const serverNow = (): Dayjs => dayjs().add(aheadMs, 'millisecond')

/** The server said where the company is: days and times are those of there, wherever somebody sits. */
export function setServerZone(name: string): void {
  try {
    zone = new Intl.DateTimeFormat(undefined, { timeZone: name }).resolvedOptions().timeZone
  } catch {
    // A browser that does not know the place shows its own days.
    zone = undefined
  }
}

/** The company's zone; undefined, which is the browser's, until it is known. */
export const serverZone = (): string | undefined => zone
