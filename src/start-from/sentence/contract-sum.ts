import type { Amounts } from './amounts'
import { resolved, type Worth } from './milestone-values'
import type { Reading } from './reading'
import type { SentenceFacts } from './sentence-facts'
import type { Sorted } from './sort-items'

/** The contract value in minor units, from the words, the milestones, or the deal; null while it is asked. */
export function contractOf(
  reading: Reading,
  amounts: Amounts,
  facts: SentenceFacts,
  totals: Sorted['totals'],
  worths: readonly Worth[],
): bigint | null {
  const told = totals.flatMap(({ phrase, amount }) => {
    const minor = amounts.read(amount, '/contractValue/amount')
    if (minor === null) reading.settle(phrase)
    else reading.saw(phrase, `Contract value: ${amounts.show(minor)}`, '/contractValue')
    return [minor]
  })
  if (amounts.currency === null || told.includes(null)) return null
  const values = [...new Set(told.filter((minor) => minor !== null))]
  const [first] = values
  if (values.length > 1) {
    return reading.choose(
      '/contractValue',
      `You wrote ${values.map(amounts.show).join(' and ')}. Which is the contract value?`,
      values.map((minor) => [amounts.show(minor), minor] as const),
    )
  }
  return first ?? untold(reading, amounts, facts, worths)
}

function untold(
  reading: Reading,
  amounts: Amounts,
  facts: SentenceFacts,
  worths: readonly Worth[],
): bigint | null {
  const ofDeal = facts.dealAmount?.currency === amounts.currency ? facts.dealAmount.minor : null
  const fixed = worths.length > 0 && worths.every((worth) => worth.kind === 'fixed')
  if (fixed) {
    const sum = worths.reduce((total, worth) => total + (worth.kind === 'fixed' ? worth.minor : 0n), 0n)
    if (ofDeal === null || ofDeal === sum) {
      reading.note(`The contract value is what the milestones come to, ${amounts.show(sum)}.`)
      return sum
    }
    return reading.choose(
      '/contractValue',
      `The milestones come to ${amounts.show(sum)}, the deal to ${amounts.show(ofDeal)}. Which is the contract value?`,
      [
        [amounts.show(sum), sum],
        [amounts.show(ofDeal), ofDeal],
      ],
    )
  }
  if (ofDeal !== null && ofDeal > 0n) {
    reading.note(`The contract value is the deal’s amount, ${amounts.show(ofDeal)}: no other is written.`)
    return ofDeal
  }
  return reading.ask('/contractValue', 'How much is the contract worth?', amounts.answer)
}

/**
 * Holds the milestones against the contract value: a difference is asked about, never left unsaid. Answers the
 * contract value that holds then.
 */
export function checkSum(
  reading: Reading,
  amounts: Amounts,
  contract: bigint,
  worths: readonly Worth[],
): bigint {
  const parts = resolved(contract, worths)
  if (parts.includes(null)) return contract
  const sum = parts.reduce<bigint>((total, minor) => total + (minor ?? 0n), 0n)
  if (sum === contract) return contract
  const over = sum > contract
  const difference = amounts.show(over ? sum - contract : contract - sum)
  const question = `The milestones come to ${amounts.show(sum)}, ${difference} ${
    over ? 'over' : 'under'
  } the contract value of ${amounts.show(contract)}. Which is right?`
  const follow = worths.every((worth) => worth.kind === 'fixed')
    ? [[`The contract value is ${amounts.show(sum)}`, sum] as const]
    : []
  const leave = over ? [] : [[`Leave ${difference} unscheduled for now`, contract] as const]
  const options = [...follow, ...leave]
  if (options.length === 0) {
    reading.ask('/milestones', question, () => null)
    return contract
  }
  return reading.choose('/milestones', question, options) ?? contract
}
