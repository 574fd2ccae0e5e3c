import { ActionIcon, Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { DraftApprover, PlanRow } from './plan-draft'

interface ApproverFieldsProps {
  readonly row: PlanRow
  readonly disabled: boolean
  readonly onChange: (set: Pick<PlanRow, 'approval' | 'approvers'>) => void
}

/** Whether someone must approve before it is billed, and who. */
export function ApproverFields({ row, disabled, onChange }: ApproverFieldsProps) {
  const { approval, approvers } = row
  const setAt = (at: number, set: Partial<DraftApprover>) =>
    onChange({
      approval,
      approvers: approvers.map((other, index) => (index === at ? { ...other, ...set } : other)),
    })
  return (
    <Stack gap="sm">
      <Switch
        label="Ask for approval before it is billed"
        checked={approval}
        disabled={disabled}
        onChange={(event) => onChange({ approval: event.currentTarget.checked, approvers })}
      />
      {approval && approvers.length === 0 && (
        <Text size="xs" c="dimmed">
          Without a name, a colleague decides here.
        </Text>
      )}
      {approval &&
        approvers.map((approver, at) => (
          // Approvers have no name of their own before they are typed.
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are only added at the end
          <Group key={at} gap="sm" wrap="nowrap" align="flex-end">
            <TextInput
              label="Name"
              value={approver.name}
              disabled={disabled}
              onChange={(event) => setAt(at, { name: event.currentTarget.value })}
            />
            <TextInput
              label="Role"
              value={approver.role}
              disabled={disabled}
              onChange={(event) => setAt(at, { role: event.currentTarget.value })}
            />
            <TextInput
              type="email"
              label="E-mail"
              value={approver.email}
              disabled={disabled}
              onChange={(event) => setAt(at, { email: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              disabled={disabled}
              aria-label={`Remove approver ${approver.name || at + 1}`}
              onClick={() => onChange({ approval, approvers: approvers.filter((_, index) => index !== at) })}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
      {approval && !disabled && (
        <Button
          variant="subtle"
          size="compact-sm"
          w="fit-content"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => onChange({ approval, approvers: [...approvers, { name: '', role: '', email: '' }] })}
        >
          Name an approver
        </Button>
      )}
    </Stack>
  )
}
