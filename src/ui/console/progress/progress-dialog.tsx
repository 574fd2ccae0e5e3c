import { Slider, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { moneyText } from '../../parts/money-text'
import { isStillToDo } from '../api/still-to-do'
import { MilestoneDialog, type MilestoneDialogProps } from '../deal/milestone-dialog'
import { useMilestoneAction } from '../deal/use-milestone-action'
import { ClaimAhead } from './claim-ahead'
import classes from './progress.module.css'
import { claimedPercent, typedPercent } from './typed-percent'

interface Props extends MilestoneDialogProps {
  /** Why claiming creates no invoice yet; null where it does. */
  readonly notYet: string | null
}

/** How far the work is, in percent, and what that bills: the difference to what was claimed before. */
export function ProgressDialog({ dealId, milestone, notYet, onClose }: Props) {
  const claimed = claimedPercent(milestone.claims)
  const last = milestone.claims.filter((claim) => claim.kind === 'progress').at(-1)
  const [typed, setTyped] = useState('')
  const [note, setNote] = useState('')
  const action = useMilestoneAction(dealId)
  const said = typedPercent(typed, claimed)
  const [settled] = useDebouncedValue(said.ok ? said.percent : null, 250)
  const confirm = () => {
    if (!said.ok) return
    const doing = { act: 'progress', percent: said.percent, note } as const
    action.mutate({ milestone, doing }, { onSuccess: onClose })
  }
  return (
    <MilestoneDialog
      title="Bill by progress"
      milestone={milestone}
      button={said.ok ? `Claim ${said.percent} %` : 'Claim'}
      busy={action.isPending}
      disabled={!said.ok}
      error={action.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <Stack gap="xs">
        <TextInput
          label="How much of it is done by now"
          description={
            last?.toDate
              ? `${claimed} % is claimed: ${moneyText(last.toDate)}. Only the difference is billed.`
              : 'Of the whole milestone, to date. Completing it bills the rest.'
          }
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={typed.trim() === '' || said.ok ? null : said.problem}
          rightSection="%"
          inputMode="decimal"
          autoComplete="off"
          className={classes['percent'] ?? ''}
          required
          data-autofocus
        />
        <Slider
          value={said.ok ? Number(said.percent) : Number(claimed)}
          onChange={(value) => setTyped(String(value))}
          min={0}
          max={99}
          step={1}
          label={(value) => `${value} %`}
          thumbLabel="How much of it is done, in percent"
          marks={claimed === '0' ? [] : [{ value: Number(claimed), label: `${claimed} %` }]}
          className={classes['slider'] ?? ''}
        />
      </Stack>
      <ClaimAhead
        milestoneId={milestone.id}
        percent={said.ok ? settled : null}
        isAhead={isStillToDo(action)}
        notYet={notYet}
      />
      <Textarea
        label="What was done"
        description="It stands on the invoice, and in the history. Photos and reports are added to the milestone's evidence before."
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={2000}
        autosize
        minRows={2}
      />
      <Text c="dimmed" size="sm">
        While a part of it is claimed, its amount and its terms are locked.
      </Text>
    </MilestoneDialog>
  )
}
