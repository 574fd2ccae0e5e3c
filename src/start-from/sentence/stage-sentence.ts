import type { BillingType } from '../../schedules/schedule'
import type { StagedDraft, StagedMilestone, StagedSchedule } from '../staged-schedule'
import { type Amounts, openAmounts } from './amounts'
import { withoutDoubtful } from './bare-numbers'
import { checkSum, contractOf } from './contract-sum'
import { depositOf } from './deposit-words'
import { headerOf } from './header'
import { detailsOfItem, rhythmDays } from './milestone-details'
import { listMilestones } from './milestone-list'
import { checkClaims, fillRest, type Worth, worthOf, worthText } from './milestone-values'
import type { Phrase } from './phrase'
import { readPhrases } from './read-phrases'
import { type GivenAnswer, ofKind, openReading, type Reading } from './reading'
import type { SentenceFacts } from './sentence-facts'
import { type Sorted, sortItems, type Wanted } from './sort-items'

const source = { kind: 'text', id: null, label: null } as const

/** The names in a text that may be a customer's. */
export function customersIn(text: string): string[] {
  return readPhrases(text).flatMap((phrase) => {
    if (phrase.kind === 'customer') return [text.slice(phrase.words.from, phrase.words.to)]
    if (phrase.kind !== 'item' || !phrase.item.name) return []
    const { name, forName, heading, listed } = phrase.item
    return forName || heading || !listed ? [text.slice(name.from, name.to)] : []
  })
}

/**
 * One or a few sentences as a staged schedule. Every word is understood, says nothing, or is asked about; amounts
 * that don't come to the contract are asked about too. `answers` are what a person said to the questions of the
 * same text.
 */
export function stageSentence(
  text: string,
  facts: SentenceFacts,
  answers: readonly GivenAnswer[] = [],
): StagedSchedule {
  const reading = openReading(text, answers)
  const phrases = withoutDoubtful(reading, readPhrases(text))
  const amounts = openAmounts(reading, phrases, facts)
  const sorted = sortItems(reading, phrases, facts)
  const hours =
    ofKind(phrases, 'rate').length > 0 || ofKind(phrases, 'billing').some((each) => each.billing === 'hourly')
  const list = listMilestones(reading, phrases, sorted.wanted, hours)
  const header = headerOf(reading, amounts, facts, phrases, sorted)
  const totals = [...sorted.totals, ...totalAtEnd(phrases, list.total)]

  // Whether a deposit is the first milestone decides which place each milestone has, so it is looked at first.
  const quiet = list.wanted.map((each) => certainWorth(each, amounts))
  const [only] = totals
  const written = totals.length === 1 && only ? amounts.certain(only.amount) : null
  const deposit = depositOf(reading, amounts, ofKind(phrases, 'deposit'), quiet, written)
  const shift = deposit.first ? 1 : 0
  const wanted = deposit.first ? [firstOf(deposit.first.name, deposit.first.at), ...list.wanted] : list.wanted
  const days = rhythmDays(reading, facts, phrases, list.rhythm, list.wanted)

  const read = list.wanted.map((each, index) => worthOf(reading, amounts, each, index + shift))
  const worths = deposit.first ? [deposit.first.worth, ...read] : read
  const told = contractOf(reading, amounts, facts, totals, worths)
  const held = checkClaims(reading, amounts, told, wanted, worths)
  const names = wanted.map((each) => each.name)
  const filled = fillRest(reading, told, held, names)
  const contract = told === null || filled.length === 0 ? told : checkSum(reading, amounts, told, filled)

  const milestones = wanted.map((each, index) => {
    const day = days?.[index - shift]
    return milestoneOf({ reading, amounts, facts, calledBy: list.calledBy }, each, index, filled[index], day)
  })
  const heldDeposit = deposit.deposit?.(contract)
  const draft: StagedDraft = {
    billingType: billingOf(reading, phrases, wanted.length > 0),
    ...(contract !== null && amounts.currency !== null && { contractValue: amounts.draft(contract) }),
    ...header,
    ...(heldDeposit && { deposit: heldDeposit }),
    source,
    milestones,
  }
  askLeftovers(reading, phrases)
  return {
    draft,
    understood: reading.understood,
    questions: reading.questions,
    rowErrors: [],
    notes: reading.notes,
    source,
  }
}

/** What a value is worth when nobody need be asked. */
function certainWorth({ value }: Wanted, amounts: Amounts): Worth {
  if (value?.kind === 'rest')
    return value.claim ? { kind: 'share', share: value.claim } : { kind: 'rest', parts: value.parts }
  if (value?.kind === 'share') return { kind: 'share', share: value.share }
  const minor = value?.kind === 'money' ? amounts.certain(value.amount) : null
  return minor === null ? { kind: 'unknown' } : { kind: 'fixed', minor }
}

const firstOf = (name: string, from: Phrase): Wanted => ({
  name,
  value: null,
  valueAt: from,
  details: [],
  from,
  mayBeTwo: false,
})

/** The amount at the end of a list that is for all of it. */
function totalAtEnd(phrases: readonly Phrase[], total: Wanted | null): Sorted['totals'] {
  const phrase = total && phrases.find((each) => each === total.from)
  return phrase && total.value?.kind === 'money' ? [{ phrase, amount: total.value.amount }] : []
}

function milestoneOf(
  parts: { reading: Reading; amounts: Amounts; facts: SentenceFacts; calledBy: string },
  wanted: Wanted,
  index: number,
  worth: Worth | undefined,
  day: string | undefined,
): StagedMilestone {
  const { reading, amounts, facts } = parts
  const name = wanted.name ?? `${parts.calledBy} ${index + 1}`
  if (wanted.name === null) reading.note('Milestones without a name are numbered; rename them as you like.')
  const details = detailsOfItem(reading, facts, wanted, index)
  const worthWords = worth ? worthText(worth, amounts) : ''
  if (wanted.from.to > wanted.from.from) {
    reading.saw(wanted.from, `Milestone ${index + 1}, “${name}”: ${worthWords}`, `/milestones/${index}`)
  }
  return {
    name,
    ...(worth?.kind === 'fixed' && { amount: amounts.draft(worth.minor) }),
    ...(worth?.kind === 'share' && { share: worth.share }),
    ...(day !== undefined && { plannedOn: day }),
    ...details,
  }
}

/** Fixed is what milestones without hours are; hours beside them are asked about unless the text says mixed. */
function billingOf(reading: Reading, phrases: readonly Phrase[], milestones: boolean): BillingType {
  const told = new Set(ofKind(phrases, 'billing').map((phrase) => phrase.billing))
  const hours = told.has('hourly') || ofKind(phrases, 'rate').length > 0
  const mixed = told.has('mixed') || (hours && told.has('fixed'))
  const asked =
    hours && milestones && !mixed
      ? (reading.choose<BillingType>(
          '/billingType',
          'Are the milestones billed beside the hours, or instead of them?',
          [
            ['Beside them: mixed', 'mixed'],
            ['Instead of them: fixed price', 'fixed'],
          ],
        ) ?? 'mixed')
      : null
  const billing = asked ?? (mixed ? 'mixed' : hours ? 'hourly' : 'fixed')
  for (const phrase of ofKind(phrases, 'billing')) reading.saw(phrase, BILLINGS[billing], '/billingType')
  if (told.size === 0 && !hours) reading.note('Fixed price, because no hours are mentioned.')
  return billing
}

const BILLINGS: Readonly<Record<BillingType, string>> = {
  fixed: 'Fixed price',
  hourly: 'By the hour',
  mixed: 'Mixed: milestones and hours',
}

/** Whatever was neither understood nor asked about is asked about now, in its own words. */
function askLeftovers(reading: Reading, phrases: readonly Phrase[]): void {
  for (const phrase of phrases) {
    if (phrase.kind === 'listStart' || reading.isSettled(phrase)) continue
    const words = reading.words(phrase).trim()
    reading.choose('', `What does “${words}” mean here? Say it in other words, or leave it out.`, [
      ['Leave it out', true],
    ])
  }
}
