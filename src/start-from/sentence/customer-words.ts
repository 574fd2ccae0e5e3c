import type { Reading } from './reading'
import { customerNamed, type KnownCustomer, nameKey, type SentenceFacts } from './sentence-facts'

const MOST_CHOICES = 20

/**
 * The customer that names in a text mean; null where none is named. Asked where a name is nobody's or several
 * customers', and where several names are written.
 */
export function customerOf(
  reading: Reading,
  facts: SentenceFacts,
  written: readonly string[],
): KnownCustomer | null {
  const names = [...new Map(written.map((name) => [nameKey(name), name.trim()])).values()]
  const [name] = names
  if (name === undefined) return null
  const exact = names.length === 1 ? customerNamed(facts, name) : null
  if (exact) return exact
  const near = names.flatMap((each) => facts.customers(each)).slice(0, MOST_CHOICES)
  const quoted = names.map((each) => `“${each}”`).join(' and ')
  if (names.length > 1) {
    const found = names.flatMap((each) => customerNamed(facts, each) ?? [])
    const question = `You wrote ${quoted}. Which one is the customer in QuickBooks?`
    return choose(reading, question, found.length > 0 ? found : near, facts)
  }
  const several = near.filter((each) => nameKey(each.name) === nameKey(name)).length > 1
  const has = several ? 'several customers' : 'no active customer'
  return choose(reading, `QuickBooks has ${has} called ${quoted}. Which one is it?`, near, facts)
}

function choose(
  reading: Reading,
  question: string,
  near: readonly KnownCustomer[],
  facts: SentenceFacts,
): KnownCustomer | null {
  const twice = new Set(near.map((each) => each.name)).size < near.length
  const options = near.map(
    (each) => [twice ? `${each.name} (${each.quickbooksId})` : each.name, each] as const,
  )
  if (options.length > 0) return reading.choose('/customer', question, options)
  return reading.ask('/customer', question, (answer) => customerNamed(facts, answer))
}
