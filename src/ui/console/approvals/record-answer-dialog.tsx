import { Radio, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { AcceptedPartFields } from '../deal/accepted-part-fields'
import { MilestoneDialog, type MilestoneDialogProps } from '../deal/milestone-dialog'
import { type SplitUnit, splitPreview } from '../deal/split-preview'
import { useMilestoneAction } from '../deal/use-milestone-action'
import { WillHappen } from '../deal/will-happen'
import { SignedFiles } from '../documents/signed-files'
import { useUploads } from '../documents/use-uploads'
import {
  type AnswerDraft,
  answerInput,
  answerProblem,
  emptyAnswer,
  mayAcceptPart,
  openApprovers,
  outcomeWords,
  type PartOutcome,
} from './answer-draft'

interface Props extends MilestoneDialogProps {
  /** Why approving it creates no invoice yet; null where it does. */
  readonly notYet: string | null
}

const isDecision = (value: string): value is AnswerDraft['decision'] =>
  value === 'approve' || value === 'revise' || value === 'approve_part'
const isOutcome = (value: string): value is PartOutcome => value in outcomeWords

const reasonLabels: Readonly<Record<AnswerDraft['decision'], string>> = {
  approve: 'In their words, or how they told you',
  revise: 'What must change, in their words',
  approve_part: 'What is missing, in their words',
}

/** Writes down what an approver answered by e-mail, by phone or on paper: recorded for them, by whoever does it here. */
export function RecordAnswerDialog(props: Props) {
  const { round } = props.milestone
  return round === null ? null : <AnswerForm {...props} round={round} />
}

function AnswerForm({
  dealId,
  milestone,
  notYet,
  onClose,
  round,
}: Props & { readonly round: NonNullable<Props['milestone']['round']> }) {
  const [draft, setDraft] = useState(() => emptyAnswer(round))
  const [unit, setUnit] = useState<SplitUnit>('share')
  const [typed, setTyped] = useState('')
  const [pressed, setPressed] = useState(false)
  const set = (change: Partial<AnswerDraft>) => setDraft((before) => ({ ...before, ...change }))
  const choose = (id: string, chosen: boolean) =>
    setDraft((before) => ({
      ...before,
      fileIds: [...before.fileIds.filter((other) => other !== id), ...(chosen ? [id] : [])],
    }))
  const uploads = useUploads({ dealId }, (id) => choose(id, true))
  const sending = uploads.uploads.some((upload) => upload.state !== 'failed')
  const action = useMilestoneAction(dealId)
  const part = splitPreview(milestone.amount, unit, typed)
  const problem = answerProblem(draft, part)
  const approver = round.approvers.find(({ id }) => id === draft.approverId)
  const isPart = draft.decision === 'approve_part'
  const confirm = () => {
    if (problem !== null) return setPressed(true)
    action.mutate(
      { milestone, doing: { act: 'record', answer: answerInput(draft, part) } },
      { onSuccess: onClose },
    )
  }
  return (
    <MilestoneDialog
      title="Record the client’s answer"
      milestone={milestone}
      button={approver ? `Record for ${approver.name}` : 'Record the answer'}
      busy={action.isPending}
      disabled={sending}
      error={action.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <Select
        label="Whose answer it is"
        data={openApprovers(round).map(({ id, name, role }) => ({
          value: id,
          label: role === null ? name : `${name}, ${role}`,
        }))}
        value={draft.approverId}
        onChange={(approverId) => set({ approverId })}
        allowDeselect={false}
        required
      />
      <SegmentedControl
        aria-label="What they answered"
        fullWidth
        data={[
          { value: 'approve', label: 'Approved' },
          { value: 'revise', label: 'Wants changes' },
          ...(mayAcceptPart(round) ? [{ value: 'approve_part', label: 'A part' }] : []),
        ]}
        value={draft.decision}
        onChange={(value) => isDecision(value) && set({ decision: value })}
      />
      {isPart && (
        <Radio.Group
          label="What becomes of the rest"
          value={draft.outcome}
          onChange={(value) => isOutcome(value) && set({ outcome: value })}
        >
          <Stack gap="xs" mt={8}>
            {Object.entries(outcomeWords).map(([value, { label, means }]) => (
              <Radio key={value} value={value} label={label} description={means(part)} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {isPart && draft.outcome !== 'carry' && (
        <AcceptedPartFields
          whole={milestone.amount}
          unit={unit}
          typed={typed}
          preview={part}
          problem={typed.trim() === '' || part.ok ? null : part.problem}
          onUnit={(other) => {
            setUnit(other)
            setTyped('')
          }}
          onTyped={setTyped}
        />
      )}
      {draft.decision === 'approve' &&
        (notYet === null ? (
          <WillHappen milestoneId={milestone.id} meanwhile="Approved, it would wait for this to be mended:" />
        ) : (
          <Text>{notYet}</Text>
        ))}
      <Textarea
        label={reasonLabels[draft.decision]}
        value={draft.reason}
        onChange={(event) => set({ reason: event.currentTarget.value })}
        error={pressed ? problem : null}
        maxLength={2000}
        autosize
        minRows={2}
        data-autofocus
      />
      <TextInput
        type="date"
        label="On"
        description="Left empty: today, where you work."
        value={draft.on}
        onChange={(event) => set({ on: event.currentTarget.value })}
        maw={240}
      />
      <SignedFiles
        dealId={dealId}
        chosen={draft.fileIds}
        onChoose={choose}
        uploads={uploads}
        keptWith="the decision"
      />
      <Text size="sm" c="dimmed">
        It is kept as recorded by you{approver ? ` for ${approver.name}` : ''}, never as signed by the client
        in the portal.
      </Text>
    </MilestoneDialog>
  )
}
