import { limits } from '../../../config/limits'
import { shareText } from '../../money/share'
import type { WrittenAmount } from './amount-words'
import type { Phrase, Rhythm, WrittenValue } from './phrase'
import { ofKind, type PhraseOf, type Reading } from './reading'
import { firstUpper, type Wanted } from './sort-items'

/** The milestones that a text asks for, each with what it is worth as far as the text says so. */
export interface MilestoneList {
  readonly wanted: readonly Wanted[]
  /** They come every so often. */
  readonly rhythm: Rhythm | null
  /** What milestones without a name are called: "Month" 1, 2, 3. */
  readonly calledBy: string
  /** An amount at the end of the list that is for all of it: "… and Handover for $40k". */
  readonly total: Wanted | null
}

/** Counts and names the milestones, and shares them out where equal parts are asked for. */
export function listMilestones(
  reading: Reading,
  phrases: readonly Phrase[],
  given: readonly Wanted[],
  hoursOnly: boolean,
): MilestoneList {
  const counts = ofKind(phrases, 'count')
  const series = ofKind(phrases, 'series')
  const equally = ofKind(phrases, 'equally')
  const equal = equally.length > 0 || counts.some((each) => each.equal) || series.length > 0
  const parts = equally.find((each) => each.parts !== null)?.parts ?? null
  const counted = counts.find((each) => each.values.length === 0) ?? null
  const each = eachOf(counts, given)
  const expected = series[0]?.count ?? (each ? each.values.length : null) ?? counted?.count ?? parts
  const told = totalAtEnd(reading, fewEnough(reading, given), equal)
  const named = splitLast(reading, told.wanted, expected)
  const rhythm = series[0]?.rhythm ?? ofKind(phrases, 'every')[0]?.rhythm ?? counts[0]?.every ?? null
  const unit = series.length > 0 && rhythm?.each === 1 ? UNITS[rhythm.unit] : 'Milestone'
  const calledBy = series[0]?.called ? firstUpper(reading.words(series[0].called)) : unit

  for (const phrase of counts) {
    const many = phrase.values.length > 0 ? phrase.values.length : phrase.count
    reading.saw(phrase, `${many} milestone${many === 1 ? '' : 's'}`, '/milestones')
  }
  const rent = series[0] ? amountOfSeries(reading, series[0]) : null
  const valued = each ? withEach(reading, named, each) : named
  const enough = sharedOut(reading, valued, { expected, equal, hoursOnly, series: rent?.each ?? null })
  for (const phrase of [...equally, ...series]) {
    if (enough.shared || phrase.kind === 'series') reading.saw(phrase, wordsOf(phrase), '/milestones')
  }
  return { wanted: enough.wanted, rhythm, calledBy, total: told.total ?? rent?.total ?? null }
}

/** "$5,000 a month for 6 months" is each one's; "$60,000 monthly for 6 months" may be all of it. */
function amountOfSeries(
  reading: Reading,
  phrase: PhraseOf<'series'>,
): { each: WrittenAmount | null; total: Wanted | null } {
  const { value } = phrase
  if (value === null) return { each: null, total: null }
  const words = reading.words(value).trim()
  const isEach =
    phrase.isEach ||
    reading.choose(
      '/contractValue',
      `Is ${words} for each of the ${phrase.count}, or for all of them together?`,
      [
        ['For each of them', true],
        ['For all together', false],
      ],
    )
  if (isEach === true) return { each: value, total: null }
  const written: WrittenValue = { kind: 'money', amount: value, claim: null }
  const total = { name: null, value: written, valueAt: phrase, details: [], from: phrase, mayBeTwo: false }
  return { each: null, total: isEach === false ? total : null }
}

const UNITS: Readonly<Record<Rhythm['unit'], string>> = { day: 'Day', week: 'Week', month: 'Month' }
const wordsOf = (phrase: Phrase): string =>
  phrase.kind === 'series' ? `${phrase.count} milestones, one after the other` : 'In equal parts'

/** "Three milestones of $5,000 each: A, B and C": the amounts are those of the names that follow. */
function eachOf(counts: readonly PhraseOf<'count'>[], given: readonly Wanted[]): PhraseOf<'count'> | null {
  const [each, second] = counts.filter(({ values }) => values.length > 0)
  return each && !second && !given.some(({ from }) => from === each) ? each : null
}

function withEach(reading: Reading, wanted: readonly Wanted[], each: PhraseOf<'count'>): readonly Wanted[] {
  const own = wanted.filter(({ value }) => value !== null)
  const differs = wanted.some(({ value }, index) => value !== null && !sameValue(value, each.values[index]))
  if (own.length > 0 && differs) {
    const words = reading.words(each)
    reading.ask(
      '/milestones',
      `“${words}” and the amounts beside the names differ. Which is right?`,
      () => null,
    )
    return wanted
  }
  if (wanted.length !== each.values.length) return wanted
  return wanted.map((one, index) => ({ ...one, value: one.value ?? each.values[index] ?? null }))
}

/** Whether two were written as the same amount or share. */
function sameValue(one: WrittenValue, other: WrittenValue | undefined): boolean {
  if (one.kind === 'money' && other?.kind === 'money') {
    return one.amount.number === other.amount.number && one.amount.zeros === other.amount.zeros
  }
  return one.kind === 'share' && other?.kind === 'share' && shareText(one.share) === shareText(other.share)
}

function fewEnough(reading: Reading, given: readonly Wanted[]): readonly Wanted[] {
  const most = limits.milestonesPerSchedule
  if (given.length <= most) return given
  reading.ask(
    '/milestones',
    `A schedule has ${most} milestones at most; these are ${given.length}.`,
    () => null,
  )
  return given.slice(0, most)
}

/** "Survey, Design and Handover for $40k": is that the last one's, or everything's? */
function totalAtEnd(reading: Reading, wanted: readonly Wanted[], equal: boolean) {
  const last = wanted.at(-1)
  const before = wanted.slice(0, -1)
  const alone = { wanted, total: null }
  if (!last || before.length === 0 || last.value?.kind !== 'money') return alone
  if (before.some((each) => each.value !== null)) return alone
  const amount = reading.words(last.valueAt)
  const isTotal = equal
    ? true
    : reading.choose(
        '/contractValue',
        `Is ${amount} for all milestones, or for “${last.name ?? 'the last'}” alone?`,
        [
          ['For all of them', true],
          [`For “${last.name ?? 'the last'}” alone`, false],
        ],
      )
  if (isTotal !== true) return alone
  return {
    wanted: [...before, { ...last, value: null, mayBeTwo: / and /i.test(last.name ?? '') }],
    total: last,
  }
}

/** "…, Design and Delivery" may be one milestone or two: the count says so, or a person does. */
function splitLast(reading: Reading, wanted: readonly Wanted[], expected: number | null): readonly Wanted[] {
  const last = wanted.at(-1)
  if (!last?.mayBeTwo || last.value !== null || last.name === null) return wanted
  if (wanted.length === 1 && expected !== 2) return wanted
  const at = last.name.toLowerCase().lastIndexOf(' and ')
  const [one, two] = [last.name.slice(0, at), last.name.slice(at + 5)]
  const split = [
    ...wanted.slice(0, -1),
    { ...last, name: one, details: [], mayBeTwo: false },
    { ...last, name: two.slice(0, 1).toUpperCase() + two.slice(1), mayBeTwo: false },
  ]
  if (expected === wanted.length) return wanted
  if (expected === split.length) return split
  const isTwo = reading.choose('/milestones', `Is “${last.name}” one milestone, or two?`, [
    ['One', false],
    ['Two', true],
  ])
  return isTwo === true ? split : wanted
}

function sharedOut(
  reading: Reading,
  wanted: readonly Wanted[],
  asked: {
    expected: number | null
    equal: boolean
    hoursOnly: boolean
    series: WrittenAmount | null
  },
): { wanted: readonly Wanted[]; shared: boolean } {
  const { expected } = asked
  if (expected !== null && (expected < 1 || expected > limits.milestonesPerSchedule)) {
    reading.ask('/milestones', `A schedule has 1 to 1,000 milestones, not ${expected}.`, () => null)
    return { wanted, shared: false }
  }
  // "In thirds: …, and Launch the rest" says the same twice.
  const valued = wanted.some((each) => each.value !== null && !(asked.equal && isRest(each)))
  if (expected !== null && wanted.length > 0 && expected !== wanted.length) {
    const are = wanted.length === 1 ? 'there is 1' : `there are ${wanted.length}`
    const fewer = reading.choose(
      '/milestones',
      `You wrote of ${expected} milestone${expected === 1 ? '' : 's'}, and ${are}. Which is right?`,
      [[`${wanted.length} as written`, true]],
    )
    if (fewer !== true) return { wanted, shared: false }
  }
  const count = wanted.length > 0 ? wanted.length : expected
  if (count === null) return whole(reading, asked.hoursOnly)
  const spot = { from: 0, to: 0 }
  const empty: Wanted = { name: null, value: null, valueAt: spot, details: [], from: spot, mayBeTwo: false }
  const rows = wanted.length > 0 ? wanted : Array.from({ length: count }, () => empty)
  if (asked.series && !valued) {
    const { series } = asked
    return {
      wanted: rows.map((each) => ({ ...each, value: { kind: 'money', amount: series, claim: null } })),
      shared: true,
    }
  }
  const shared =
    !valued &&
    (asked.equal ||
      (wanted.length === 0 &&
        reading.choose('/milestones', `How is the contract split over the ${count} milestones?`, [
          ['In equal parts', true],
        ]) === true))
  if (!shared) return { wanted: wanted.length > 0 ? wanted : [], shared: false }
  const value: WrittenValue = { kind: 'share', share: { fraction: `1/${count}` }, claim: null }
  return { wanted: rows.map((each) => ({ ...each, value })), shared: true }
}

const isRest = ({ value }: Wanted): boolean => value?.kind === 'rest' && value.claim === null

/** Nothing says how the contract is split. */
function whole(reading: Reading, hoursOnly: boolean): { wanted: readonly Wanted[]; shared: boolean } {
  if (hoursOnly) return { wanted: [], shared: false }
  const one = reading.choose('/milestones', 'Which milestones is the contract split into?', [
    ['One milestone for all of it', true],
    ['None yet', false],
  ])
  const spot = { from: 0, to: 0 }
  const value: WrittenValue = { kind: 'share', share: { percent: '100' }, claim: null }
  return {
    wanted:
      one === true ? [{ name: null, value, valueAt: spot, details: [], from: spot, mayBeTwo: false }] : [],
    shared: false,
  }
}
