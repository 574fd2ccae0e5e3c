import type { PortalLinkView, WaitingApprovalView } from '../../../http/contract/approval'
import type { DecisionView, RoundView } from '../../../http/contract/milestone'
import { agoText, dayText } from '../../parts/day-text'
import { moneyText, shareText } from '../../parts/money-text'

/** "Ana Ruiz, Project lead". */
export const personText = ({
  name,
  role,
}: {
  readonly name: string
  readonly role: string | null
}): string => (role === null ? name : `${name}, ${role}`)

/** "Ana Ruiz and Cem Kaya", "Ana Ruiz or Cem Kaya". */
export function listed(names: readonly string[], last: 'and' | 'or'): string {
  if (names.length < 2) return names.join('')
  return `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`
}

/** Who is asked, and how many of them it takes. */
export function askedText(approvers: readonly { readonly name: string }[], rule: 'any' | 'all'): string {
  if (approvers.length === 0) return 'A colleague decides here.'
  const names = approvers.map(({ name }) => name)
  if (names.length === 1) return `${names.join('')} decides.`
  return rule === 'all'
    ? `${listed(names, 'and')} must all approve.`
    : `${listed(names, 'or')} decides: the first answer counts.`
}

/** Who is still waited for; empty where nobody is named. */
export const waitingText = ({ approvers }: Pick<WaitingApprovalView, 'approvers'>): string =>
  listed(
    approvers.filter((each) => !each.answered).map(({ name }) => name),
    'and',
  )

/** Who signed what is another contract by now: "Ana Ruiz signed under other sums and is asked again". */
export function againText({ approvers }: Pick<WaitingApprovalView, 'approvers'>): string | null {
  const names = approvers.filter(({ askedAgain }) => askedAgain).map(({ name }) => name)
  if (names.length === 0) return null
  return `${listed(names, 'and')} signed under other sums and ${names.length === 1 ? 'is' : 'are'} asked again`
}

/** When silence ends it, and as what. */
export function deadlineText({
  endsAt,
  deemed,
}: Pick<WaitingApprovalView, 'endsAt' | 'deemed'>): string | null {
  if (endsAt === null) return null
  return deemed ? `until ${dayText(endsAt)}, then accepted by silence` : `until ${dayText(endsAt)}`
}

/** "changes were asked for twice". */
export function revisionsText(revisions: number): string | null {
  if (revisions === 0) return null
  const times = revisions === 1 ? 'once' : revisions === 2 ? 'twice' : `${revisions} times`
  return `changes were asked for ${times}`
}

const outcomes = {
  split: 'accepted a part',
  carry: 'approved, with revisions carried on',
  collect: 'approved, with a part paid now',
} as const

/** "Ana Ruiz, Project lead accepted a part (80 %)". */
export function decisionText(decision: DecisionView): string {
  // A colleague’s role is their right here, and nothing that the client asked for.
  const who =
    decision.approverId === null
      ? decision.approver
      : personText({ name: decision.approver, role: decision.role })
  const accepted =
    decision.accepted === null
      ? ''
      : ` (${'amount' in decision.accepted ? moneyText(decision.accepted) : shareText(decision.accepted)})`
  switch (decision.decision) {
    case 'approve':
      return `${who} approved`
    case 'revise':
      return `${who} asked for changes`
    case 'deemed_accepted':
      return `${who} did not answer in time: accepted by silence`
    case 'approve_part':
      return `${who} ${outcomes[decision.outcome ?? 'split']}${accepted}`
  }
}

/** How it came, where that is not plain: "in the portal", "recorded by Bo Ek". */
export function cameBy({ recordedBy, recordedOn, via }: DecisionView): string | null {
  if (recordedBy !== null)
    return `recorded by ${recordedBy}${recordedOn === null ? '' : `, answered ${dayText(recordedOn)}`}`
  return via === 'portal' ? 'in the portal' : null
}

/** How a round stands. */
export const roundWords: Readonly<Record<RoundView['state'], string>> = {
  open: 'waiting for an answer',
  approved: 'approved',
  deemed: 'accepted by silence',
  revised: 'changes requested',
  withdrawn: 'taken back',
  split: 'accepted in part',
}

/** What a person's links into the deal are, in words; null where they have none. */
export function linksText(links: readonly PortalLinkView[]): string | null {
  const live = links.filter((link) => link.live)
  if (live.length === 0) return links.length === 0 ? null : 'no link opens any more'
  const used = live
    .flatMap((link) => link.lastUsedAt ?? [])
    .sort()
    .at(-1)
  const many = live.length === 1 ? '1 link' : `${live.length} links`
  return `${many}, ${used === undefined ? 'not opened yet' : `last opened ${agoText(used)}`}`
}
