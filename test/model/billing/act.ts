import fc from 'fast-check'
import type { ApiAnswer } from '../../fixtures/api'
import { promise } from '../model'
import { checkAlways } from './check-always'
import type { Ledger, Work } from './ledger'
import type { Site } from './site'

export type Act = fc.AsyncCommand<Ledger, Site>

/** A command by its words; what must always hold is checked after it. */
export const act = (words: string, run: (ledger: Ledger, site: Site) => Promise<void>): Act => ({
  check: () => true,
  async run(ledger, site) {
    await run(ledger, site)
    await checkAlways(ledger, site)
  },
  toString: () => words,
})

export const at = <T>(list: readonly T[], index: number): T | undefined =>
  list.length === 0 ? undefined : list[index % list.length]

/** Whether it was done. A refusal is fine where the rules may refuse; anything else is not. */
export function wasDone({ status, body, text }: ApiAnswer, what: string): boolean {
  if (status < 300) return true
  const code = body['code']
  promise(
    status >= 400 && status < 500 && typeof code === 'string' && !NEVER.includes(code),
    'a refusal is for a reason that people can mend',
    () => `${what}: ${status} ${text}`,
  )
  return false
}
/** These would be faults of the test, or of the program: nobody typed anything wrong, or is somebody else. */
const NEVER = ['not_found', 'validation_failed', 'forbidden', 'unauthorized']

export const onWork =
  (which: number, run: (work: Work, ledger: Ledger, site: Site) => Promise<void>) =>
  async (ledger: Ledger, site: Site): Promise<void> => {
    const work = at(ledger.works, which)
    if (work) await run(work, ledger, site)
  }

/** Which of a few. */
export const place = fc.nat({ max: 3 })
export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

export const onDeal = (
  words: string,
  run: (dealId: string, deal: number, ledger: Ledger, site: Site) => Promise<void>,
) =>
  fc.nat({ max: 1 }).map((which) =>
    act(`${words}, deal ${which}`, async (ledger, site) => {
      const deal = which % site.dealIds.length
      await run(site.dealIds[deal] ?? '', deal, ledger, site)
    }),
  )
