import type { LetterWords } from '../../mail/letter-page'
import { type Decision, type Round, withRole } from '../round'
import type { PartWords } from '../tell-part'
import { verdictWords } from '../verdict'

interface Facts {
  readonly company: string
  readonly dealName: string
  readonly round: Round
  /** "$20,000.00". */
  readonly amount: string
  /** Null for a mailbox of the team, which has no name. */
  readonly to: string | null
  /** The deal's page here, for the team. */
  readonly dealUrl: string | null
}

const hello = ({ to }: Facts): string => (to === null ? 'Hello,' : `Hello ${to},`)
const linkOf = ({ dealUrl }: Facts): LetterWords['button'] =>
  dealUrl === null ? null : { label: 'Open the deal', url: dealUrl }
const footerOf = ({ company, dealName, to }: Facts): string =>
  to === null
    ? `You get this because the settings of ${company} name this address for answers of clients.`
    : `You get this because ${company} named you to approve work of “${dealName}”. Keep it for your files.`

/** What an answer comes to for the money: nothing, where changes were asked for. */
function amountWords(
  { amount, round }: Facts,
  { decision, outcome }: Decision,
  part: PartWords | null,
): string[] {
  const of = part && `${part.accepted} of ${amount}`
  if (decision === 'approve') return [`Accepted: all of it, ${amount}.`]
  if (decision !== 'approve_part') return []
  if (outcome === 'split')
    return [
      `Accepted: ${of ?? 'a part'}.${part ? ` Remaining: ${part.remaining}.` : ''} What remains of “${round.snapshot.name}” goes back to be finished, and only what is accepted is billed.`,
    ]
  if (outcome === 'collect')
    return [
      `All of it (${amount}) is accepted and can be billed. ${part ? `${part.accepted} is paid now, and ${part.remaining}` : 'A part is paid now, and the rest'} after the final sign-off.`,
    ]
  return [
    `All of it (${amount}) is accepted and can be billed, and what is missing is still done.${part ? ` Finished so far: ${of}.` : ''}`,
  ]
}

/**
 * An approver's answer, to themselves or to the team. `when`: in words, with the year and the zone. `part`: how much was
 * accepted, where that was said.
 */
export function receiptLetter(
  facts: Facts,
  decision: Decision,
  when: string,
  part: PartWords | null,
): LetterWords {
  const { round, to } = facts
  const { name } = round.snapshot
  const who = withRole(decision.who, decision.role)
  const said = verdictWords(decision)
  const subject = to === null ? `${decision.who} ${said} “${name}”` : `Your answer: you ${said} “${name}”`
  return {
    subject: `${subject} · ${facts.dealName}`,
    company: facts.company,
    greeting: hello(facts),
    paragraphs: [
      `${to === null ? who : 'You'} ${said} “${name}” of “${facts.dealName}”, round ${round.number}, on ${when}.`,
      ...amountWords(facts, decision, part),
      ...(decision.recordedBy === null
        ? []
        : [`${decision.recordedBy} of ${facts.company} recorded this answer. If it is wrong, tell them.`]),
      ...(decision.reason === null ? [] : [decision.reason]),
    ],
    button: linkOf(facts),
    lists: [
      {
        title: 'What proves it',
        items: [
          ...(decision.signedName === null ? [] : [`Signed as: ${decision.signedName}`]),
          `What was shown (SHA-256): ${decision.snapshotHash}`,
        ],
      },
    ],
    afterwards: [],
    footer: footerOf(facts),
  }
}

/** Silence that counts as acceptance: told as what it is, and never as anybody's approval. */
export function silenceLetter(
  facts: Facts,
  silent: readonly string[],
  time: { readonly days: number; readonly ended: string },
): LetterWords {
  const { round, to } = facts
  const { name } = round.snapshot
  const days = time.days === 1 ? 'one business day' : `${time.days} business days`
  return {
    subject: `“${name}” was accepted by silence · ${facts.dealName}`,
    company: facts.company,
    greeting: hello(facts),
    paragraphs: [
      `“${name}” of “${facts.dealName}” (${facts.amount}) counts as accepted by silence, as was agreed: nothing was heard ` +
        `${to === null ? `of ${silent.join(' and ')} ` : 'of you '}within ${days}, until ${time.ended}.`,
      'This is recorded as silence, not as an approval.',
    ],
    button: linkOf(facts),
    lists: [{ title: 'What was shown (SHA-256)', items: [round.snapshotHash] }],
    afterwards: to === null ? [] : [`If something is wrong with it, tell ${facts.company} now.`],
    footer: footerOf(facts),
  }
}

/** What comes next for whoever had answered. */
const NEXT = {
  'asked now': 'You are asked to look at it again, by an e-mail of its own.',
  'asked later':
    'The work goes on. When it is ready you are asked to look at it again; until then there is nothing for you to do.',
  nothing: 'There is nothing for you to do.',
} as const

/**
 * What somebody approved, or did not answer, does not count any more. `part`: how much of it that was, where the round ended
 * with a part that was accepted.
 */
export function takenBackLetter(facts: Facts, part: PartWords | null, next: keyof typeof NEXT): LetterWords {
  const { round, company, dealName } = facts
  const { name } = round.snapshot
  const what =
    round.state === 'deemed'
      ? 'acceptance by silence'
      : round.state === 'split'
        ? 'acceptance of a part'
        : 'approval'
  const amount = part === null ? facts.amount : `${part.accepted} of ${facts.amount}`
  return {
    subject: `The ${what} of “${name}” was taken back · ${dealName}`,
    company,
    greeting: hello(facts),
    paragraphs: [
      `${company} took back the ${what} of “${name}” of “${dealName}” (${amount}), round ${round.number}: it no longer counts.`,
      NEXT[next],
    ],
    button: null,
    lists: [{ title: 'What was shown (SHA-256)', items: [round.snapshotHash] }],
    afterwards: [],
    footer: footerOf(facts),
  }
}
