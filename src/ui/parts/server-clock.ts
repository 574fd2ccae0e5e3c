import dayjs, { type Dayjs } from 'dayjs'

let aheadMs = 0

/** The server said what time it is: from now on pages count by its clock, not by this machine's. */
export function setServerTime(iso: string): void {
  aheadMs = dayjs(iso).valueOf() - dayjs().valueOf()
}

/** Now, by the server's clock. */
export const serverNow = (): Dayjs => dayjs().add(aheadMs, 'millisecond')
