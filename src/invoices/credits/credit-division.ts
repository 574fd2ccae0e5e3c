import { allocate } from '../../money/allocate'
import { roundHalfUp } from '../../money/share'

/** How what credits took of an invoice was divided over its lines when somebody answered about it: from then on it is so. */
export interface CreditDivision {
  /** What they took of the whole invoice then, tax included, in minor units. */
  readonly creditMinor: bigint
  /** What of it fell to each part that bills a milestone, net. */
  readonly byPart: ReadonlyMap<string, bigint>
}

/** A division as it is stored: amounts as text. */
export interface StoredDivision {
  readonly credit: string
  readonly parts: Readonly<Record<string, string>>
}

export const divisionFromStored = ({ credit, parts }: StoredDivision): CreditDivision => ({
  creditMinor: BigInt(credit),
  byPart: new Map(Object.entries(parts).map(([key, minor]) => [key, BigInt(minor)])),
})

export const divisionToStored = ({ creditMinor, byPart }: CreditDivision): StoredDivision => ({
  credit: creditMinor.toString(),
  parts: Object.fromEntries([...byPart].map(([key, minor]) => [key, minor.toString()])),
})

/** The divisions with one more, by which any that was of a higher credit is over. Lowest credit first. */
export const withDivision = (
  divisions: readonly CreditDivision[],
  now: CreditDivision,
): readonly CreditDivision[] => [...divisions.filter(({ creditMinor }) => creditMinor < now.creditMinor), now]

const NOTHING: CreditDivision = { creditMinor: 0n, byPart: new Map() }

/**
 * What of a credit is divided already, and how. One that fell below what was answered takes back the newest answers first:
 * what it took beyond the answer before, in proportion, so that a credit which is taken back leaves just what was answered
 * before it came.
 */
export function dividedOf(divisions: readonly CreditDivision[], creditMinor: bigint): CreditDivision {
  const reached = divisions.filter((each) => each.creditMinor <= creditMinor)
  const below = reached.at(-1) ?? NOTHING
  const above = divisions[reached.length]
  if (above === undefined) return below
  const risen = [...above.byPart]
    .map(([key, minor]) => ({ key, byMinor: minor - (below.byPart.get(key) ?? 0n) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const all = risen.reduce((sum, { byMinor }) => sum + byMinor, 0n)
  const some = roundHalfUp(all * (creditMinor - below.creditMinor), above.creditMinor - below.creditMinor)
  const shares = allocate(
    some,
    risen.map(({ byMinor }) => byMinor),
  )
  const byPart = risen.map(
    ({ key }, place) => [key, (below.byPart.get(key) ?? 0n) + (shares[place] ?? 0n)] as const,
  )
  return { creditMinor, byPart: new Map(byPart) }
}
