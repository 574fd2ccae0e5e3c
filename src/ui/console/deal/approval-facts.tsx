import { Text } from '@mantine/core'
import type { MilestoneView } from '../../../http/contract/milestone'
import { Ago, Day } from '../../parts/moment'
import { Fact } from './milestone-facts'

type Round = NonNullable<MilestoneView['round']>

const roundWords: Record<Round['state'], string> = {
  open: 'waiting for a decision',
  approved: 'approved',
  revised: 'changes requested',
  withdrawn: 'withdrawn',
  split: 'approved in part',
}

function approverLine({ approvers, rule }: MilestoneView['approval']): string {
  if (approvers.length === 0) return 'A colleague decides.'
  const names = approvers.map((approver) =>
    approver.role ? `${approver.name}, ${approver.role}` : approver.name,
  )
  return approvers.length === 1
    ? `${names.join()} decides.`
    : `${names.join('; ')}: ${rule === 'all' ? 'all of them' : 'the first answer counts'}.`
}

/** Who decides, and what was decided, with who and when. */
export function ApprovalFacts({ milestone }: { readonly milestone: MilestoneView }) {
  const { approval, round } = milestone
  if (!approval.required && round === null) return null
  return (
    <Fact name="Approval">
      {approval.required && <Text>{approverLine(approval)}</Text>}
      {round !== null && (
        <Text>
          Round {round.number}: {roundWords[round.state]}
          {round.state === 'open' && round.endsAt !== null && (
            <>
              , until <Day at={round.endsAt} />
            </>
          )}
          {round.note !== null && round.note !== '' && <>. “{round.note}”</>}
        </Text>
      )}
      {round?.decisions.map((decision) => (
        <Text key={`${decision.approver} ${decision.at}`} c="dimmed">
          {decision.approver} {decision.decision === 'approve' ? 'approved' : 'asked for changes'}{' '}
          <Ago at={decision.at} />
          {decision.reason !== null && <>: “{decision.reason}”</>}
        </Text>
      ))}
    </Fact>
  )
}
