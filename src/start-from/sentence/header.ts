import { dayWords } from '../../clock/day'
import { shareText } from '../../money/share'
import type { Terms } from '../../schedules/schedule'
import type { StagedDraft } from '../staged-schedule'
import type { Amounts } from './amounts'
import { approvalOfText } from './approval-words'
import { customerOf } from './customer-words'
import { readDay } from './milestone-details'
import type { Phrase, Span } from './phrase'
import { ofKind, onlyOne, type PhraseOf, type Reading } from './reading'
import { customerNamed, type SentenceFacts } from './sentence-facts'
import type { Sorted } from './sort-items'

/** Everything that is said of the schedule as a whole, but its money and its milestones. */
export function headerOf(
  reading: Reading,
  amounts: Amounts,
  facts: SentenceFacts,
  phrases: readonly Phrase[],
  sorted: Sorted,
): StagedDraft {
  readProjectName(reading, facts, phrases, sorted)
  const customer = readCustomer(reading, facts, phrases, sorted)
  const terms = onlyOne<PhraseOf<'terms'>, Terms>(
    reading,
    ofKind(phrases, 'terms'),
    '/terms',
    ({ netDays }) =>
      netDays === null
        ? { value: { dueOnReceipt: true }, meaning: 'Due on receipt' }
        : { value: { netDays }, meaning: `Net ${netDays}` },
  )
  const retainage = onlyOne<PhraseOf<'retainage'>, { percent: string } | null>(
    reading,
    ofKind(phrases, 'retainage'),
    '/retainage',
    ({ share, absent }) => {
      if (absent) return { value: null, meaning: 'No retainage' }
      const percent = share && 'percent' in share ? share.percent : null
      return percent === null
        ? null
        : { value: { percent }, meaning: `Retainage of ${shareText({ percent })}` }
    },
  )
  const delivery = onlyOne(reading, ofKind(phrases, 'delivery'), '/delivery', (phrase) => ({
    value: phrase.delivery,
    meaning: DELIVERIES[phrase.delivery],
  }))
  const monthly = onlyOne(reading, ofKind(phrases, 'monthly'), '/cadence', ({ day }) => ({
    value: { day },
    meaning: day === null ? 'Billed monthly' : `Billed monthly, on day ${day}`,
  }))
  const day =
    monthly &&
    (monthly.day ??
      reading.ask('/cadence/day', 'On which day of the month is it billed (1 to 28)?', dayAnswer))
  const contractDate = onlyOne(reading, ofKind(phrases, 'contractDate'), '/contractDate', ({ words }) => {
    const date = readDay(reading, facts, reading.words(words), '/contractDate')
    return date === null ? null : { value: date, meaning: `Contract dated ${dayWords(date)}` }
  })
  const text = (kind: 'reference' | 'lateFee' | 'pauseWork', field: string, label: string) =>
    onlyOne(reading, ofKind(phrases, kind), `/${field}`, ({ words }) => ({
      value: reading.words(words).trim(),
      meaning: `${label}: ${reading.words(words).trim()}`,
    }))
  const contractReference = text('reference', 'contractReference', 'Reference')
  const lateFee = text('lateFee', 'lateFee', 'Late fee')
  const pauseWork = text('pauseWork', 'pauseWork', 'Pause of work')
  const approval = approvalOfText(reading, phrases)
  const cap = amountOf(reading, amounts, ofKind(phrases, 'cap'), '/notToExceed', 'Not to exceed')
  const rate = amountOf(reading, amounts, ofKind(phrases, 'rate'), '/hourlyRate', 'Hourly rate')
  return {
    ...(customer && { customer: { quickbooksId: customer } }),
    ...(terms && { terms }),
    ...(retainage && { retainage }),
    ...(delivery && { delivery }),
    ...(day && { cadence: { on: 'monthly' as const, day } }),
    ...(contractDate && { contractDate }),
    ...(contractReference && { contractReference }),
    ...(lateFee && { lateFee }),
    ...(pauseWork && { pauseWork }),
    ...(approval && { approval }),
    ...(rate !== null && { hourlyRate: amounts.draft(rate) }),
    ...(cap !== null && { notToExceed: amounts.draft(cap) }),
  }
}

const DELIVERIES = {
  send: 'Invoices are e-mailed',
  post: 'Invoices are posted, not e-mailed',
  prepare: 'Invoices are prepared for review',
} as const

function dayAnswer(answer: string): number | null {
  const day = /^\d{1,2}$/.test(answer) ? Number(answer) : 0
  return day >= 1 && day <= 28 ? day : null
}

function amountOf(
  reading: Reading,
  amounts: Amounts,
  phrases: readonly PhraseOf<'cap' | 'rate'>[],
  pointer: string,
  label: string,
): bigint | null {
  return onlyOne(reading, phrases, pointer, ({ amount }) => {
    const minor = amounts.read(amount, pointer)
    return minor === null ? null : { value: minor, meaning: `${label}: ${amounts.show(minor)}` }
  })
}

/** The deal in HubSpot has the name; another one in the text is only mentioned. */
function readProjectName(
  reading: Reading,
  facts: SentenceFacts,
  phrases: readonly Phrase[],
  sorted: Sorted,
): void {
  const named = [
    ...ofKind(phrases, 'name').map((phrase) => ({ phrase, name: phrase.words })),
    ...sorted.projectNames.filter(({ name }) => customerNamed(facts, reading.words(name)) === null),
  ]
  for (const { phrase, name } of named) {
    const words = reading.words(name).trim()
    const same = words.toLowerCase() === facts.dealName.trim().toLowerCase()
    if (phrase.kind === 'name') reading.saw(phrase, `The project’s name: ${words}`, '')
    if (!same) {
      reading.note(
        `The text calls the project “${words}”; the deal is named “${facts.dealName}” and stays so.`,
      )
    }
  }
}

/** The customer's id in QuickBooks; asked where the name is nobody's, or several customers'. */
function readCustomer(
  reading: Reading,
  facts: SentenceFacts,
  phrases: readonly Phrase[],
  sorted: Sorted,
): string | null {
  const told: readonly { phrase: Phrase; name: Span }[] = [
    ...ofKind(phrases, 'customer').map((phrase) => ({ phrase, name: phrase.words })),
    ...sorted.customerNames,
  ]
  const found = customerOf(
    reading,
    facts,
    told.map(({ name }) => reading.words(name)),
  )
  for (const { phrase } of told) {
    if (found && phrase.kind === 'customer') reading.saw(phrase, `Customer: ${found.name}`, '/customer')
    else if (phrase.kind === 'customer') reading.settle(phrase)
  }
  return found?.quickbooksId ?? null
}
