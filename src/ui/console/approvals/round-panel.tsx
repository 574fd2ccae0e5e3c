import { Anchor, Button, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { DecisionView, MilestoneView, RoundView } from '../../../http/contract/milestone'
import { Ago, Day } from '../../parts/moment'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { problemFrom } from '../api/refusal'
import { Fact } from '../deal/milestone-facts'
import { fileAddress } from '../documents/file-words'
import { useFiles } from '../documents/use-files'
import { askedText, cameBy, decisionText, revisionsText, roundWords } from './approval-words'
import { PortalLinks } from './portal-links'
import { RoundMails } from './round-mails'
import { useRounds } from './use-approvals'

interface RoundPanelProps {
  readonly dealId: string
  readonly milestone: MilestoneView
  readonly editable: boolean
}

/** What somebody sent along, to open. */
function SentFiles({ dealId, fileIds }: { readonly dealId: string; readonly fileIds: readonly string[] }) {
  const files = useFiles(dealId, fileIds.length > 0)
  return (files.data?.items ?? [])
    .filter(({ id }) => fileIds.includes(id))
    .map((file) => (
      <Anchor key={file.id} href={fileAddress(file.id)} target="_blank" rel="noreferrer" mr={8}>
        {file.name}
      </Anchor>
    ))
}

function DecisionLine({ dealId, decision }: { readonly dealId: string; readonly decision: DecisionView }) {
  const how = cameBy(decision)
  return (
    <Text component="div">
      {decisionText(decision)}{' '}
      <Text span c="dimmed">
        <Ago at={decision.at} />
        {how !== null && <>, {how}</>}
      </Text>
      {decision.reason !== null && <>: “{decision.reason}”</>}
      {decision.fileIds.length > 0 && (
        <div>
          <SentFiles dealId={dealId} fileIds={decision.fileIds} />
        </div>
      )}
    </Text>
  )
}

function RoundLine({ dealId, round }: { readonly dealId: string; readonly round: RoundView }) {
  return (
    <div>
      <Text>
        Round {round.number}: {roundWords[round.state]}
        <Text span c="dimmed">
          , submitted by {round.submittedBy} <Ago at={round.submittedAt} />
        </Text>
      </Text>
      {round.decisions.map((decision) => (
        <DecisionLine key={`${decision.approver} ${decision.at}`} dealId={dealId} decision={decision} />
      ))}
    </div>
  )
}

/** Rounds before this one, with their reasons: read when somebody asks for them. */
function EarlierRounds({
  dealId,
  milestoneId,
  count,
}: {
  readonly dealId: string
  readonly milestoneId: string
  readonly count: number
}) {
  const [wanted, setWanted] = useState(false)
  const rounds = useRounds(milestoneId, wanted)
  if (!wanted) {
    return (
      <Button variant="subtle" size="compact-sm" w="fit-content" onClick={() => setWanted(true)}>
        {count === 1 ? 'Show the earlier round' : `Show the ${count} earlier rounds`}
      </Button>
    )
  }
  if (rounds.isError)
    return <ProblemNotice problem={problemFrom(rounds.error)} onRetry={() => void rounds.refetch()} />
  if (rounds.data === undefined) return <RowSkeletons rows={count} />
  return (
    <Stack gap="xs">
      {rounds.data.items.slice(1).map((round) => (
        <RoundLine key={round.id} dealId={dealId} round={round} />
      ))}
    </Stack>
  )
}

function OpenRound({ dealId, round, editable }: { dealId: string; round: RoundView; editable: boolean }) {
  const asked = revisionsText(round.revisions)
  return (
    <>
      <Text>
        Round {round.number}, submitted <Ago at={round.submittedAt} />
        {asked !== null && `; ${asked} before`}. {askedText(round.approvers, round.rule)}
        {round.endsAt !== null && (
          <>
            {' '}
            Until <Day at={round.endsAt} />
            {round.deemed && ', then it counts as accepted by silence'}.
          </>
        )}
      </Text>
      {round.note !== null && <Text c="dimmed">“{round.note}”</Text>}
      {round.decisions.map((decision) => (
        <DecisionLine key={`${decision.approver} ${decision.at}`} dealId={dealId} decision={decision} />
      ))}
      {round.approvers.length > 0 && <RoundMails round={round} editable={editable} />}
      {round.approvers.length > 0 && (
        <PortalLinks
          dealId={dealId}
          editable={editable}
          people={round.approvers.map((approver) => ({
            ...approver,
            says: approver.answered ? 'answered' : 'not answered yet',
          }))}
        />
      )}
    </>
  )
}

/** Who is asked, who has answered and who is waited for, their links, and what was decided before. */
export function RoundPanel({ dealId, milestone, editable }: RoundPanelProps) {
  const { approval, round } = milestone
  if (!approval.required && round === null) return null
  return (
    <Fact name="Approval">
      {round?.state === 'open' ? (
        <OpenRound dealId={dealId} round={round} editable={editable} />
      ) : (
        <>
          {approval.required && milestone.workStatus !== 'completed' && (
            <Text>{askedText(approval.approvers, approval.rule)}</Text>
          )}
          {round !== null && <RoundLine dealId={dealId} round={round} />}
        </>
      )}
      {round !== null && round.number > 1 && (
        <EarlierRounds key={round.id} dealId={dealId} milestoneId={milestone.id} count={round.number - 1} />
      )}
    </Fact>
  )
}
