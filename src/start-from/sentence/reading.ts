import type { Question, Understood } from '../staged-schedule'
import type { Phrase, Span } from './phrase'

/** What a person said to a question that was asked about the same text before. */
export interface GivenAnswer {
  readonly question: string
  readonly answer: string
}

/** What is made of a text while it is read: each phrase is understood, or asked about. */
export interface Reading {
  readonly text: string
  words(span: Span): string
  /** The phrase is understood, as this. */
  saw(phrase: Phrase | Span, meaning: string, pointer: string): void
  note(words: string): void
  /** What an answer means; null when it is not given yet, or says something else. Then it is asked. */
  ask<T>(pointer: string, question: string, read: (answer: string) => T | null): T | null
  /** One of several: the first part of each is what people choose by. */
  choose<T>(pointer: string, question: string, options: readonly (readonly [string, T])[]): T | null
  /** Whether a phrase has been understood, or asked about. */
  isSettled(phrase: Phrase): boolean
  settle(phrase: Phrase): void
  readonly understood: readonly Understood[]
  readonly questions: readonly Question[]
  readonly notes: readonly string[]
}

export function openReading(text: string, answers: readonly GivenAnswer[]): Reading {
  const understood: Understood[] = []
  const questions: Question[] = []
  const notes: string[] = []
  const settled = new Set<Phrase | Span>()
  const words = ({ from, to }: Span) => text.slice(from, to)
  const ask = <T>(
    pointer: string,
    question: string,
    read: (answer: string) => T | null,
    choices?: readonly string[],
  ): T | null => {
    for (const given of answers) {
      const meant = given.question === question ? read(given.answer.trim()) : null
      if (meant !== null) return meant
    }
    if (!questions.some((asked) => asked.question === question)) {
      questions.push({ pointer, question, ...(choices && { choices }) })
    }
    return null
  }
  return {
    text,
    words,
    saw(phrase, meaning, pointer) {
      settled.add(phrase)
      understood.push({ text: words(phrase), meaning, pointer })
    },
    note: (each) => {
      if (!notes.includes(each)) notes.push(each)
    },
    ask: (pointer, question, read) => ask(pointer, question, read),
    choose(pointer, question, options) {
      const chosen = ask(
        pointer,
        question,
        (answer) => options.find(([label]) => label === answer) ?? null,
        options.map(([label]) => label),
      )
      return chosen ? chosen[1] : null
    },
    isSettled: (phrase) => settled.has(phrase),
    settle: (phrase) => settled.add(phrase),
    understood,
    questions,
    notes,
  }
}

export type PhraseOf<K extends Phrase['kind']> = Phrase & { readonly kind: K }

/** The phrases of one kind, in the order of the text. */
export function ofKind<K extends Phrase['kind']>(phrases: readonly Phrase[], kind: K): PhraseOf<K>[] {
  return phrases.filter((phrase): phrase is PhraseOf<K> => phrase.kind === kind)
}

/**
 * The one thing that phrases of a kind say: null when there is none. Where two say different things it is asked.
 * `meaning` is shown, and is what tells things apart.
 */
export function onlyOne<P extends Phrase, T>(
  reading: Reading,
  phrases: readonly P[],
  pointer: string,
  read: (phrase: P) => { readonly value: T; readonly meaning: string } | null,
): T | null {
  const told = phrases.flatMap((phrase) => {
    const meant = read(phrase)
    if (meant) reading.saw(phrase, meant.meaning, pointer)
    else reading.settle(phrase)
    return meant ? [meant] : []
  })
  const options = new Map(told.map(({ meaning, value }) => [meaning, value]))
  const [first] = told
  if (options.size < 2) return first ? first.value : null
  const quoted = phrases.map((phrase) => `“${reading.words(phrase)}”`).join(' and ')
  return reading.choose(pointer, `You wrote ${quoted}. Which is right?`, [...options])
}
