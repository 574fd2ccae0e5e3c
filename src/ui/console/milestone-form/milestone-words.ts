/** A milestone's words as a person edits them; lists are one entry a line. */
export interface MilestoneWords {
  readonly name: string
  readonly description: string
  readonly deliverable: string
  readonly criteria: string
  readonly evidence: string
  /** The first of its planned days, `YYYY-MM-DD`; empty where it is one day. */
  readonly plannedFrom: string
  /** The last, or only, planned day; or empty. */
  readonly plannedOn: string
}

interface Worded {
  readonly name: string
  readonly description: string | null
  readonly deliverable: string | null
  readonly criteria: readonly string[]
  readonly evidenceRequired: readonly string[]
  readonly plannedFrom: string | null
  readonly plannedOn: string | null
}

export const noWords: MilestoneWords = {
  name: '',
  description: '',
  deliverable: '',
  criteria: '',
  evidence: '',
  plannedFrom: '',
  plannedOn: '',
}

export function wordsOf(milestone: Worded): MilestoneWords {
  return {
    name: milestone.name,
    description: milestone.description ?? '',
    deliverable: milestone.deliverable ?? '',
    criteria: milestone.criteria.join('\n'),
    evidence: milestone.evidenceRequired.join('\n'),
    plannedFrom: milestone.plannedFrom ?? '',
    plannedOn: milestone.plannedOn ?? '',
  }
}

/** "a\n\n b " → ["a", "b"]. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** The words as the contract takes them. */
export function wordsInput(words: MilestoneWords) {
  return {
    name: words.name.trim(),
    description: words.description.trim(),
    deliverable: words.deliverable.trim(),
    criteria: linesOf(words.criteria),
    evidenceRequired: linesOf(words.evidence),
    plannedFrom: words.plannedFrom === '' ? null : words.plannedFrom,
    plannedOn: words.plannedOn === '' ? null : words.plannedOn,
  }
}
