import { Button, Drawer, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { IconBulb, IconLock } from '@tabler/icons-react'
import type { Dispatch } from 'react'
import { useFocusBack } from '../../parts/use-focus-back'
import { MasterSelect } from '../masters/master-select'
import { MilestoneFields } from '../milestone-form/milestone-fields'
import { type ApprovalDraft, approvalWords } from './approval-draft'
import { ApprovalFields } from './approval-fields'
import { taxChoices } from './invoicing-fields'
import { PayerRows } from './payer-rows'
import type { PlanChange } from './plan-change'
import type { PlanDraft } from './plan-draft'
import type { PlanErrors } from './plan-errors'
import classes from './plan-form.module.css'
import { lockOf } from './plan-lock'
import type { PlanRow } from './plan-row'
import { RowRetainage } from './row-retainage'
import { TriggerFields } from './trigger-fields'

interface PlanRowDrawerProps {
  readonly row: PlanRow
  readonly at: number
  readonly draft: PlanDraft
  readonly errors: PlanErrors
  readonly advice: readonly string[]
  readonly change: Dispatch<PlanChange>
  readonly onClose: () => void
}

const scopeFields = ['deliverable', 'criteria', 'evidence'] as const

/** Everything that a milestone says, beside the grid. */
export function PlanRowDrawer({ row, at, draft, errors, advice, change, onClose }: PlanRowDrawerProps) {
  useFocusBack()
  const lock = lockOf(row, draft.formal)
  const locked = lock.all !== null
  const why = lock.all ?? lock.scope
  const errorAt = (field: string) => {
    const start = `/milestones/${at}/${field}`
    return [...errors].find(([pointer]) => pointer === start || pointer.startsWith(`${start}/`))?.[1] ?? null
  }
  const set = (values: Partial<PlanRow>) => change({ of: 'row', key: row.key, set: values })
  const others = draft.rows.flatMap((other) =>
    other.saved === null || other.key === row.key ? [] : [{ id: other.saved.id, name: other.words.name }],
  )
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={`${at + 1} ${row.words.name || 'New milestone'}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        {why !== null && (
          <Text className={classes['note'] ?? ''}>
            <IconLock size={16} aria-hidden /> <span>{why}</span>
          </Text>
        )}
        {advice.map((words) => (
          <Text key={words} className={classes['note'] ?? ''}>
            <IconBulb size={16} aria-hidden /> <span>{words}</span>
          </Text>
        ))}
        <MilestoneFields
          words={row.words}
          disabled={locked}
          frozen={lock.scope === null ? [] : scopeFields}
          errorAt={errorAt}
          onChange={(words) => set({ words: { ...row.words, ...words } })}
        />
        <Title order={3}>When it is billed</Title>
        <TriggerFields
          trigger={row.trigger}
          others={others}
          disabled={why !== null}
          errorAt={(field) => errorAt(`trigger/${field}`)}
          onChange={(trigger) => set({ trigger })}
        />
        <Title order={3}>Approval</Title>
        <RowApproval
          approval={row.approval}
          otherwise={draft.header.approval}
          disabled={locked}
          agreed={lock.scope !== null}
          errorAt={(field) => errorAt(`approval/${field}`)}
          onChange={(approval) => set({ approval })}
        />
        <Title order={3}>Who pays</Title>
        {row.payers.length === 0 && <Text c="dimmed">Who pays the whole plan.</Text>}
        <PayerRows
          payers={row.payers}
          customerId={draft.header.customerId}
          disabled={locked}
          errorAt={(field) => errorAt(`payers/${field}`)}
          onChange={(payers) => set({ payers })}
        />
        <Title order={3}>On its invoice</Title>
        <MasterSelect
          kind="items"
          label="Product or service"
          placeholder="As in the whole plan"
          value={row.itemId}
          onChange={(itemId) => set({ itemId })}
          error={errorAt('item')}
          disabled={locked}
        />
        <MasterSelect
          kind="tax-codes"
          label="Tax code"
          placeholder="As in the whole plan"
          also={taxChoices}
          value={row.taxCode}
          onChange={(taxCode) => set({ taxCode })}
          error={errorAt('taxCode')}
          disabled={locked}
        />
        <RowRetainage
          heldBack={row.heldBack}
          disabled={why !== null}
          error={errorAt('retainage')}
          onChange={(heldBack) => set({ heldBack })}
        />
        <Button variant="default" onClick={onClose}>
          Done
        </Button>
      </Stack>
    </Drawer>
  )
}

interface RowApprovalProps {
  readonly approval: ApprovalDraft | null
  /** The schedule's own. */
  readonly otherwise: ApprovalDraft
  readonly disabled: boolean
  /** How it is asked was agreed with the client; who is asked stays free. */
  readonly agreed: boolean
  readonly errorAt: (field: string) => string | null
  readonly onChange: (approval: ApprovalDraft | null) => void
}

function RowApproval({ approval, otherwise, disabled, agreed, errorAt, onChange }: RowApprovalProps) {
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label="Whose approval"
        value={approval === null ? 'schedule' : 'own'}
        disabled={disabled || agreed}
        onChange={(value) => onChange(value === 'own' ? { ...otherwise, required: true } : null)}
        data={[
          { value: 'schedule', label: 'As in the whole plan' },
          { value: 'own', label: 'Its own' },
        ]}
        w="fit-content"
      />
      {approval === null ? (
        <Text c="dimmed">{approvalWords(otherwise)}.</Text>
      ) : (
        <ApprovalFields
          approval={approval}
          disabled={disabled}
          agreed={agreed}
          errorAt={errorAt}
          onChange={onChange}
        />
      )}
    </Stack>
  )
}
