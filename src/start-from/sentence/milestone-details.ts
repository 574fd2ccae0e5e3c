import { dayWords } from '../../clock/day'
import type { StagedMilestone } from '../staged-schedule'
import { dayOf, rhythm } from './date-words'
import type { Phrase, Rhythm, WrittenDetail } from './phrase'
import { ofKind, type Reading } from './reading'
import type { SentenceFacts } from './sentence-facts'
import type { Wanted } from './sort-items'

/** The day that words mean; asked where it may be two days, or none. */
export function readDay(
  reading: Reading,
  facts: SentenceFacts,
  words: string,
  pointer: string,
): string | null {
  const found = dayOf(words, facts.today)
  if ('day' in found) return found.day
  if ('either' in found) {
    return reading.choose(
      pointer,
      `Which day is “${words}”?`,
      found.either.map((day) => [day, day] as const),
    )
  }
  return reading.ask(pointer, `Which day is “${words}”? Write it like 2026-03-15.`, (answer) => {
    const told = dayOf(answer, facts.today)
    return 'day' in told ? told.day : null
  })
}

/** What is said of one milestone beside its money. */
export function detailsOfItem(
  reading: Reading,
  facts: SentenceFacts,
  wanted: Wanted,
  index: number,
): Omit<StagedMilestone, 'name' | 'amount' | 'share'> {
  const pointer = `/milestones/${index}`
  const of = (kind: WrittenDetail['kind']) => wanted.details.filter((detail) => detail.kind === kind)
  const days = of('date').map((detail) => {
    const day = readDay(reading, facts, reading.words(detail.words), `${pointer}/plannedOn`)
    if (day !== null) reading.saw(detail, `Planned on ${dayWords(day)}`, `${pointer}/plannedOn`)
    return day
  })
  const [day] = days
  const plannedOn =
    new Set(days).size > 1
      ? reading.choose(
          `${pointer}/plannedOn`,
          `“${wanted.name ?? `Milestone ${index + 1}`}” has several days. Which one is it?`,
          days.filter((each) => each !== null).map((each) => [each, each] as const),
        )
      : day
  const [deliverable] = of('deliverable')
  const criteria = of('criteria').flatMap((detail) => listed(reading.words(detail.words), /;|\n/))
  const evidence = of('evidence').flatMap((detail) => listed(reading.words(detail.words), /;|\n|,| and /i))
  const asked = of('approval')
  for (const detail of of('deliverable')) reading.saw(detail, 'Its deliverable', `${pointer}/deliverable`)
  for (const detail of of('criteria')) reading.saw(detail, 'Its acceptance criteria', `${pointer}/criteria`)
  for (const detail of of('evidence')) {
    reading.saw(detail, 'Evidence that is required', `${pointer}/evidenceRequired`)
  }
  for (const detail of asked) {
    reading.saw(detail, detail.absent ? 'No approval' : 'The client approves it', `${pointer}/approval`)
  }
  const days_ = asked.find((detail) => detail.days !== null)?.days
  const approval =
    asked.length === 0
      ? null
      : {
          required: asked.some((detail) => !detail.absent),
          ...(days_ !== null && days_ !== undefined && { windowDays: days_ }),
        }
  return {
    ...(plannedOn && { plannedOn }),
    ...(deliverable && { deliverable: reading.words(deliverable.words).trim() }),
    ...(criteria.length > 0 && { criteria }),
    ...(evidence.length > 0 && { evidenceRequired: evidence }),
    ...(approval && { approval }),
  }
}

const listed = (words: string, between: RegExp): string[] =>
  words
    .split(between)
    .map((each) => each.trim())
    .filter((each) => each !== '')

/** Days of milestones that come every so often, from the day that is written; null where none do. */
export function rhythmDays(
  reading: Reading,
  facts: SentenceFacts,
  phrases: readonly Phrase[],
  every: Rhythm | null,
  wanted: readonly Wanted[],
): readonly string[] | null {
  if (every === null || wanted.length === 0) return null
  const [start] = ofKind(phrases, 'start')
  const ownDay = wanted[0]?.details.some((detail) => detail.kind === 'date')
  if (!start && ownDay) return null
  const pointer = '/milestones/0/plannedOn'
  const from = start
    ? readDay(reading, facts, reading.words(start.words), pointer)
    : reading.ask(pointer, 'From which day on? Write it like 2026-03-15.', (answer) => {
        const told = dayOf(answer, facts.today)
        return 'day' in told ? told.day : null
      })
  const often = every.each === 1 ? `every ${every.unit}` : `every ${every.each} ${every.unit}s`
  for (const phrase of ofKind(phrases, 'every')) reading.saw(phrase, `One milestone ${often}`, '/milestones')
  if (start)
    reading.saw(
      start,
      `The first is planned on ${from === null ? 'a day that is asked' : dayWords(from)}`,
      pointer,
    )
  return from === null ? null : rhythm(from, every.each, every.unit, wanted.length)
}
