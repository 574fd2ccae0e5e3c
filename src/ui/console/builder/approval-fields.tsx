import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { type ApprovalDraft, type DraftApprover, typedApprovers } from './approval-draft'
import classes from './plan-form.module.css'

interface ApprovalFieldsProps {
  readonly approval: ApprovalDraft
  readonly disabled: boolean
  /** How it is asked was agreed with the client and stays; who is asked is still free. */
  readonly agreed: boolean
  /** The error at a field of the approval, such as "approvers/0/email". */
  readonly errorAt: (field: string) => string | null
  readonly onChange: (approval: ApprovalDraft) => void
}

function isRule(value: string): value is ApprovalDraft['rule'] {
  return value === 'any' || value === 'all'
}

/** Whether someone must approve before it is billed, who, within how long, and what silence means. */
export function ApprovalFields({ approval, disabled, agreed, errorAt, onChange }: ApprovalFieldsProps) {
  const { required, rule, approvers, windowDays, deemed, partial } = approval
  const set = (values: Partial<ApprovalDraft>) => onChange({ ...approval, ...values })
  const setAt = (at: number, values: Partial<DraftApprover>) =>
    set({ approvers: approvers.map((other, index) => (index === at ? { ...other, ...values } : other)) })
  // Rows that nobody typed in are not sent, so the server counts without them.
  const sent = new Map(typedApprovers(approval).map(({ at }, place) => [at, place]))
  return (
    <Stack gap="md">
      <Switch
        label="Ask for approval before it is billed"
        checked={required}
        disabled={disabled || agreed}
        onChange={(event) => set({ required: event.currentTarget.checked })}
      />
      {required && (
        <>
          {approvers.length === 0 && (
            <Text size="xs" c="dimmed">
              Without a name, a colleague decides here.
            </Text>
          )}
          {approvers.map((approver, at) => (
            <ApproverRow
              // Approvers have no name of their own before they are typed.
              // biome-ignore lint/suspicious/noArrayIndexKey: rows are only added at the end
              key={at}
              approver={approver}
              called={approver.name || String(at + 1)}
              disabled={disabled}
              errorAt={(field) => errorAt(`approvers/${sent.get(at) ?? -1}/${field}`)}
              onChange={(values) => setAt(at, values)}
              onRemove={() => set({ approvers: approvers.filter((_, index) => index !== at) })}
            />
          ))}
          {!disabled && (
            <Button
              variant="subtle"
              size="compact-sm"
              w="fit-content"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => set({ approvers: [...approvers, { name: '', role: '', email: '' }] })}
            >
              Name an approver
            </Button>
          )}
          {approvers.length > 1 && (
            <SegmentedControl
              aria-label="How many of them must approve"
              value={rule}
              disabled={disabled || agreed}
              onChange={(value) => isRule(value) && set({ rule: value })}
              data={[
                { value: 'any', label: 'One of them decides' },
                { value: 'all', label: 'All must approve' },
              ]}
              w="fit-content"
            />
          )}
          <TextInput
            label="Business days to answer"
            description="Counted from the day after they were asked."
            inputMode="numeric"
            value={windowDays}
            disabled={disabled || agreed}
            error={errorAt('windowDays')}
            onChange={(event) => set({ windowDays: event.currentTarget.value })}
            maw={240}
          />
          <Switch
            label="Silence until then counts as acceptance"
            description="It is recorded as accepted by silence, never as approved by the client."
            checked={deemed}
            disabled={disabled || agreed}
            onChange={(event) => set({ deemed: event.currentTarget.checked })}
          />
          <Switch
            label="A part may be accepted"
            description="An approver may accept some of it: that is billed, and the rest goes back."
            checked={partial}
            disabled={disabled || agreed}
            onChange={(event) => set({ partial: event.currentTarget.checked })}
          />
        </>
      )}
    </Stack>
  )
}

interface ApproverRowProps {
  readonly approver: DraftApprover
  readonly called: string
  readonly disabled: boolean
  readonly errorAt: (field: string) => string | null
  readonly onChange: (values: Partial<DraftApprover>) => void
  readonly onRemove: () => void
}

function ApproverRow({ approver, called, disabled, errorAt, onChange, onRemove }: ApproverRowProps) {
  return (
    <Group gap="sm" align="flex-start" className={classes['person'] ?? ''}>
      <TextInput
        label="Name"
        value={approver.name}
        disabled={disabled}
        error={errorAt('name')}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        maxLength={200}
      />
      <TextInput
        label="Role"
        value={approver.role}
        disabled={disabled}
        error={errorAt('role')}
        onChange={(event) => onChange({ role: event.currentTarget.value })}
        maxLength={200}
      />
      <TextInput
        type="email"
        label="E-mail"
        value={approver.email}
        disabled={disabled}
        error={errorAt('email')}
        onChange={(event) => onChange({ email: event.currentTarget.value })}
        maxLength={254}
      />
      <Checkbox
        label="A colleague"
        checked={approver.inside ?? false}
        disabled={disabled}
        mt={28}
        onChange={(event) => onChange({ inside: event.currentTarget.checked })}
      />
      {!disabled && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          mt={20}
          aria-label={`Remove approver ${called}`}
          onClick={onRemove}
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      )}
    </Group>
  )
}
