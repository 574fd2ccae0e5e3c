import type { ApprovalDraft } from '../../schedules/draft'
import type { Phrase, WrittenPerson } from './phrase'
import { ofKind, type Reading } from './reading'

const MAIL = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/

/** Who approves, within which time, and how; null where a text says nothing of approval. */
export function approvalOfText(reading: Reading, phrases: readonly Phrase[]): ApprovalDraft | null {
  const asked = ofKind(phrases, 'detail').filter(({ detail }) => detail.kind === 'approval')
  const people = ofKind(phrases, 'approvers')
  const rules = ofKind(phrases, 'approvalRule')
  const deemed = ofKind(phrases, 'deemed')
  if (asked.length + people.length + rules.length + deemed.length === 0) return null
  for (const phrase of asked) {
    const { absent, days } = phrase.detail
    const within = days === null ? 'The client approves' : `The client approves within ${days} business days`
    reading.saw(phrase, absent ? 'No approval' : within, '/approval')
  }
  const approvers = people
    .flatMap((phrase) => phrase.people)
    .flatMap((person, index) => approverOf(reading, person, index))
  for (const phrase of people) reading.saw(phrase, 'They approve', '/approval/approvers')
  for (const phrase of rules) {
    reading.saw(
      phrase,
      phrase.rule === 'all' ? 'All must approve' : 'One approval is enough',
      '/approval/rule',
    )
  }
  for (const phrase of deemed) {
    reading.saw(phrase, 'Silence until the end of the window counts as acceptance', '/approval/deemed')
  }
  const without = asked.some(({ detail }) => detail.absent)
  const wanted = asked.some(({ detail }) => !detail.absent) || people.length > 0
  const required = without
    ? wanted
      ? reading.choose('/approval/required', 'The text asks for approval, and for none. Which is right?', [
          ['The client approves each milestone', true],
          ['No approval', false],
        ])
      : false
    : true
  const days = [
    ...asked.map(({ detail }) => detail.days),
    ...people.map((phrase) => phrase.days),
    ...deemed.map((phrase) => phrase.days),
  ].filter((each) => each !== null)
  const [first] = days
  const windowDays =
    new Set(days).size > 1
      ? reading.choose(
          '/approval/windowDays',
          'The text has several times for approval. Which one is it?',
          days.map((each) => [`${each} business days`, each] as const),
        )
      : (first ?? null)
  const rule = rules.at(-1)?.rule
  if (required === null) return null
  return {
    required,
    ...(rule && { rule }),
    ...(approvers.length > 0 && { approvers }),
    ...(windowDays !== null && { windowDays }),
    ...(deemed.length > 0 && { deemed: true }),
  }
}

function approverOf(
  reading: Reading,
  person: WrittenPerson,
  index: number,
): { name: string; email: string }[] {
  const pointer = `/approval/approvers/${index}`
  const name =
    person.name === null
      ? reading.ask(`${pointer}/name`, `What is the name of ${person.email}?`, (answer) => answer || null)
      : reading.words(person.name).trim()
  const email =
    person.email ??
    reading.ask(`${pointer}/email`, `What is the e-mail address of ${name}?`, (answer) =>
      MAIL.test(answer) ? answer : null,
    )
  return name !== null && email !== null ? [{ name, email }] : []
}
