import { Alert, Text, Textarea } from '@mantine/core'
import { IconPaperclip } from '@tabler/icons-react'
import { useState } from 'react'
import type { SubmissionAheadView } from '../../../http/contract/approval'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { problemFrom } from '../api/refusal'
import { isStillToDo } from '../api/still-to-do'
import { askedText, personText } from '../approvals/approval-words'
import {
  answersOf,
  type EvidenceAnswer,
  EvidenceAnswers,
  missingAnswers,
} from '../approvals/evidence-answers'
import { useSubmission } from '../approvals/use-approvals'
import { MilestoneDialog, type MilestoneDialogProps } from './milestone-dialog'
import { Fact, Lines } from './milestone-facts'
import { useMilestoneAction } from './use-milestone-action'

/** Who is asked, and how many of them it takes. */
function Asked({ ahead }: { readonly ahead: SubmissionAheadView }) {
  return (
    <Fact name="Who is asked">
      {ahead.approvers.length > 0 && (
        <Lines
          of={ahead.approvers.map(
            (approver) =>
              `${personText(approver)} · ${approver.email}${approver.inside ? ' · a colleague' : ''}`,
          )}
        />
      )}
      <Text>{askedText(ahead.approvers, ahead.snapshot.rule)}</Text>
    </Fact>
  )
}

/** What they will see: frozen when it is sent. */
function WillSee({ snapshot }: { readonly snapshot: SubmissionAheadView['snapshot'] }) {
  const files = [
    ...snapshot.evidence.map(({ name, note }) => (note === null ? name : `${name} (${note})`)),
    ...(snapshot.agreement === null
      ? []
      : [`${snapshot.agreement.name}, the agreement, version ${snapshot.agreement.version}`]),
  ]
  return (
    <Fact name="What they will see">
      {snapshot.deliverable !== null && <Text>{snapshot.deliverable}</Text>}
      {snapshot.criteria.length > 0 && <Lines of={snapshot.criteria} />}
      {files.length > 0 ? <Lines of={files} /> : <Text c="dimmed">No files.</Text>}
    </Fact>
  )
}

/** Asks for approval of what was done; what is shown now is what will be judged. */
export function MilestoneSubmitDialog({ dealId, milestone, onClose }: MilestoneDialogProps) {
  const [note, setNote] = useState('')
  const [chosen, setChosen] = useState<ReadonlyMap<string, EvidenceAnswer>>(new Map())
  const action = useMilestoneAction(dealId)
  const ahead = useSubmission(milestone.id, isStillToDo(action))
  const answers = ahead.data === undefined ? [] : answersOf(ahead.data.snapshot, chosen)
  const missing = missingAnswers(answers)
  const evidence = answers.map(({ item, fileIds, note: why }) => ({
    item,
    fileIds: [...fileIds],
    ...(fileIds.length === 0 && why.trim() !== '' && { note: why.trim() }),
  }))
  const confirm = () =>
    action.mutate({ milestone, doing: { act: 'submit', note, evidence } }, { onSuccess: onClose })
  return (
    <MilestoneDialog
      title="Ask for approval"
      milestone={milestone}
      button="Ask for approval"
      busy={action.isPending}
      disabled={ahead.data === undefined || missing.length > 0}
      error={action.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      {ahead.isPending && <RowSkeletons rows={4} />}
      {ahead.isError && (
        <ProblemNotice problem={problemFrom(ahead.error)} onRetry={() => void ahead.refetch()} />
      )}
      {ahead.data !== undefined && (
        <>
          <Asked ahead={ahead.data} />
          <WillSee snapshot={ahead.data.snapshot} />
          {answers.length > 0 && (
            <Fact name="Evidence that was agreed">
              <EvidenceAnswers
                snapshot={ahead.data.snapshot}
                answers={answers}
                onChange={(answer) => setChosen((before) => new Map(before).set(answer.item, answer))}
              />
            </Fact>
          )}
          {missing.length > 0 && (
            <Alert
              color="amber"
              variant="light"
              icon={<IconPaperclip size={20} />}
              title={missing.length === 1 ? 'One thing is missing' : `${missing.length} things are missing`}
            >
              {missing.join('; ')}
            </Alert>
          )}
        </>
      )}
      <Text c="dimmed">Until they answer the milestone is locked as it is now, and nothing is billed.</Text>
      <Textarea
        label="A note to those who decide"
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={2000}
        autosize
        minRows={2}
        data-autofocus
      />
    </MilestoneDialog>
  )
}
