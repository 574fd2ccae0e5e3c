import type { LetterWords } from '../../mail/letter-page'
import type { Round } from '../round'
import { withRole } from '../round'
import type { Silence } from '../windows/answer-window'

/** What every letter about a review says of it. */
export interface ReviewFacts {
  readonly company: string
  readonly dealName: string
  readonly round: Round
  readonly to: string
  /** What of theirs was taken back, so that they are asked again; null where they had not answered. */
  readonly takesBack: Round['takesBack']
  /** "$20,000.00". */
  readonly amount: string
}

/** Until when somebody may answer: in words, "Tue 24 Nov, 23:59 (Berlin)". */
export interface Until {
  readonly words: string
  readonly silence: Silence
}

const takenBackWords = { approval: 'approval', silence: 'acceptance by silence' } as const

const hello = (name: string): string => `Hello ${name},`

/** What silence comes to, said to those whose silence it is. */
function untilWords({ words, silence }: Until): string {
  switch (silence) {
    case 'accepts':
      return `If we hear nothing by ${words} this counts as accepted.`
    case 'later':
      return `Please answer by ${words}. Silence will count as acceptance, but not while others are waited for: you have a business day from then.`
    case 'nothing':
      return `Please answer by ${words}. Nothing is accepted by silence.`
  }
}

const footerOf = ({ company, dealName }: ReviewFacts): string =>
  `You get this because ${company} named you to approve work of “${dealName}”. The link is yours alone: please do not pass it on.`

/** Asks an approver to look at what was submitted. */
export function reviewLetter(facts: ReviewFacts, url: string, until: Until): LetterWords {
  const { round, company, dealName } = facts
  const { snapshot } = round
  const others = round.approvers.filter(({ name }) => name !== facts.to)
  const again = round.number > 1 ? ` This is round ${round.number}.` : ''
  return {
    subject: `Please review “${snapshot.name}” · ${dealName}`,
    company,
    greeting: hello(facts.to),
    paragraphs: [
      facts.takesBack === null
        ? `“${snapshot.name}” of “${dealName}” is ready, and ${company} asks you to look at it (${facts.amount}).${again}`
        : `${company} took back the ${takenBackWords[facts.takesBack]} of “${snapshot.name}” of “${dealName}”: it no longer counts. Please look at it again (${facts.amount}).${again}`,
      ...(round.note === null ? [] : [round.note]),
      untilWords(until),
    ],
    button: { label: 'Look at it and answer', url },
    lists: [
      ...listOf('What was agreed', snapshot.criteria),
      ...listOf(
        'What was delivered',
        snapshot.evidence.map(({ name, note }) => (note === null ? name : `${name}: ${note}`)),
      ),
      ...listOf(
        round.rule === 'all' ? 'Also asked; everybody must approve' : 'Also asked; the first answer counts',
        others.map(({ name, role }) => withRole(name, role)),
      ),
    ],
    afterwards: ['You can approve it or ask for changes on that page. Opening the link approves nothing.'],
    footer: footerOf(facts),
  }
}

/** The same once more, while they have not answered. `stopUrl`: where they say that they want no reminders. */
export function reminderLetter(facts: ReviewFacts, url: string, until: Until, stopUrl: string): LetterWords {
  const { name } = facts.round.snapshot
  return {
    subject: `Still waiting for you: “${name}” · ${facts.dealName}`,
    company: facts.company,
    greeting: hello(facts.to),
    paragraphs: [
      `${facts.company} has not heard from you about “${name}” of “${facts.dealName}” (${facts.amount}).`,
      untilWords(until),
    ],
    button: { label: 'Look at it and answer', url },
    lists: [],
    afterwards: ['You can approve it or ask for changes on that page. Opening the link approves nothing.'],
    footer: footerOf(facts),
    footLink: { label: 'Send me no reminders', url: stopUrl },
  }
}

/** A time to answer that was set anew, told once to somebody who wants no reminders: their silence may count after it. */
export function newTimeLetter(facts: ReviewFacts, url: string, until: Until): LetterWords {
  const { name } = facts.round.snapshot
  return {
    subject: `New time to answer: “${name}” · ${facts.dealName}`,
    company: facts.company,
    greeting: hello(facts.to),
    paragraphs: [
      `You have a new time to answer about “${name}” of “${facts.dealName}” (${facts.amount}).`,
      untilWords(until),
    ],
    button: { label: 'Look at it and answer', url },
    lists: [],
    afterwards: [
      'You can approve it or ask for changes on that page. Opening the link approves nothing.',
      'You asked for no reminders, and get none. This is sent once, because the time is a new one.',
    ],
    footer: footerOf(facts),
  }
}

const listOf = (title: string, items: readonly string[]): LetterWords['lists'] =>
  items.length === 0 ? [] : [{ title, items }]
