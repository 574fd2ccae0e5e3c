import { type Ratio, resolveShares, type Share, shareRatio, shareText, sumOfShares } from '../../money/share'
import { writtenShare } from './amount-words'
import type { Amounts } from './amounts'
import { find, phraseOf, plainText } from './phrase-tree'
import type { Reading } from './reading'
import type { Wanted } from './sort-items'

/** What a milestone is worth, once read. `unknown` has a question of its own. */
export type Worth =
  | { readonly kind: 'fixed'; readonly minor: bigint }
  | { readonly kind: 'share'; readonly share: Share }
  /** One of `parts` equal ones. */
  | { readonly kind: 'rest'; readonly parts: number }
  | { readonly kind: 'unknown' }

const UNKNOWN: Worth = { kind: 'unknown' }

/** Reads what one milestone is worth, asking where it isn't said or can't be read. */
export function worthOf(reading: Reading, amounts: Amounts, wanted: Wanted, index: number): Worth {
  const pointer = `/milestones/${index}`
  const { value } = wanted
  const called = wanted.name === null ? `milestone ${index + 1}` : `“${wanted.name}”`
  const answered = () =>
    reading.ask(
      `${pointer}/amount`,
      `How much is ${called}? An amount, a percentage, or “the rest”.`,
      (text) => worthAnswer(text, amounts),
    ) ?? UNKNOWN
  switch (value?.kind) {
    case undefined:
      return answered()
    case 'unreadable':
      return answered()
    case 'rest':
      return value.claim ? { kind: 'share', share: value.claim } : { kind: 'rest', parts: value.parts }
    case 'share':
      return isPart(value.share) ? { kind: 'share', share: value.share } : answered()
    case 'money': {
      const minor = amounts.read(value.amount, `${pointer}/amount`)
      return minor === null ? UNKNOWN : { kind: 'fixed', minor }
    }
  }
}

/** More than nothing, and at most the whole. */
function isPart(share: Share): boolean {
  const { over, under } = shareRatio(share)
  return over > 0n && over <= under
}

function worthAnswer(text: string, amounts: Amounts): Worth | null {
  const minor = amounts.answer(text)
  if (minor !== null) return { kind: 'fixed', minor }
  const part = phraseOf(text, 'valueAnswer')
  if (!part) return null
  if (find(part, 'rest')) return { kind: 'rest', parts: 1 }
  const share = writtenShare(part, plainText(text.trim()))
  return share && isPart(share) ? { kind: 'share', share } : null
}

/** The minor units of each, shares resolved together as planning does; null where one is not known. */
export function resolved(contract: bigint, worths: readonly Worth[]): (bigint | null)[] {
  const shares = worths.flatMap((worth) => (worth.kind === 'share' ? [{ share: worth.share }] : []))
  const parts = resolveShares(contract, shares)
  let next = 0
  return worths.map((worth) => {
    if (worth.kind === 'fixed') return worth.minor
    if (worth.kind !== 'share') return null
    const part = parts[next] ?? 0n
    next += 1
    return part
  })
}

/** "The rest" as a share or an amount, where it can be told; asked where nothing is left. */
export function fillRest(
  reading: Reading,
  contract: bigint | null,
  worths: readonly Worth[],
  names: readonly (string | null)[],
): Worth[] {
  const parts = worths.flatMap((worth) => (worth.kind === 'rest' ? [worth.parts] : []))
  const rests = parts.length
  if (rests === 0) return [...worths]
  const others = worths.filter((worth) => worth.kind !== 'rest')
  const found = parts.every((each) => each === rests) ? restOf(contract, others, rests) : []
  let next = 0
  return worths.map((worth, index) => {
    if (worth.kind !== 'rest') return worth
    const part = found[next]
    next += 1
    if (part) return part
    const called = names[index] ?? `milestone ${index + 1}`
    if (others.every((each) => each.kind !== 'unknown') && (contract !== null || rests > 1)) {
      const why =
        rests > 1 && parts.some((each) => each !== rests)
          ? 'Several milestones take the rest'
          : 'Nothing is left'
      reading.ask(`/milestones/${index}/amount`, `${why}: how much is “${called}”?`, () => null)
    }
    return UNKNOWN
  })
}

/** What the others leave, in so many equal parts; none when that can't be told. */
function restOf(contract: bigint | null, others: readonly Worth[], parts: number): Worth[] {
  if (others.some((each) => each.kind === 'unknown')) return []
  const shares = others.flatMap((each) => (each.kind === 'share' ? [each.share] : []))
  if (shares.length === others.length) {
    const { over, under } = sumOfShares(shares)
    const share = shareOf({ over: under - over, under: under * BigInt(parts) })
    if (over >= under) return []
    if (share) return Array.from({ length: parts }, () => ({ kind: 'share', share }))
  }
  if (contract === null) return []
  const taken = resolved(contract, others).reduce<bigint>((sum, minor) => sum + (minor ?? 0n), 0n)
  if (contract <= taken) return []
  const equal = Array.from({ length: parts }, () => ({ share: { fraction: `1/${parts}` } }))
  return resolveShares(contract - taken, equal).map((minor) => ({ kind: 'fixed', minor }))
}

/** A ratio as a percentage of at most four decimals, or as a fraction; null when it fits neither. */
export function shareOf({ over, under }: Ratio): Share | null {
  if (over <= 0n || under <= 0n || over > under) return null
  const scaled = over * 1_000_000n
  if (scaled % under === 0n) {
    const digits = (scaled / under).toString().padStart(5, '0')
    const percent = `${digits.slice(0, -4)}.${digits.slice(-4)}`.replace(/\.?0+$/, '')
    return { percent }
  }
  const [a, b] = lowest(over, under)
  return b <= 999_999n ? { fraction: `${a}/${b}` } : null
}

function lowest(over: bigint, under: bigint): [bigint, bigint] {
  let [a, b] = [over, under]
  while (b !== 0n) [a, b] = [b, a % b]
  return [over / a, under / a]
}

/** An amount and a share of the same milestone, such as "30 % ($15,000)", must be the same. */
export function checkClaims(
  reading: Reading,
  amounts: Amounts,
  contract: bigint | null,
  wanted: readonly Wanted[],
  worths: readonly Worth[],
): Worth[] {
  if (contract === null) return [...worths]
  const parts = resolved(contract, worths)
  return worths.map((worth, index): Worth => {
    const value = wanted[index]?.value
    const options: Worth[] = []
    if (value?.kind === 'share' && value.claim && worth.kind === 'share') {
      const claimed = amounts.read(value.claim, `/milestones/${index}/amount`)
      if (claimed !== null && claimed !== parts[index]) options.push(worth, { kind: 'fixed', minor: claimed })
    }
    if (value?.kind === 'money' && value.claim && worth.kind === 'fixed') {
      const [claimed] = resolveShares(contract, [{ share: value.claim }])
      if (claimed !== worth.minor) options.push(worth, { kind: 'share', share: value.claim })
    }
    if (options.length === 0) return worth
    const chosen = reading.choose(
      `/milestones/${index}/amount`,
      `“${reading.words(wanted[index]?.valueAt ?? { from: 0, to: 0 })}” is two different amounts of ${amounts.show(contract)}. Which one holds?`,
      options.map((each) => [worthText(each, amounts), each] as const),
    )
    return chosen ?? UNKNOWN
  })
}

/** "30 %", "$15,000.00": what a milestone is worth, for people. */
export function worthText(worth: Worth, amounts: Amounts): string {
  if (worth.kind === 'fixed') return amounts.show(worth.minor)
  return worth.kind === 'share' ? shareText(worth.share) : 'how much is asked'
}
