import { Checkbox, Paper, Stack, Text, Title } from '@mantine/core'
import { attachedKinds } from '../../../http/contract/attached-kinds'
import type { BillingSettingsView } from '../../../http/contract/workspace-settings'

type Attached = BillingSettingsView['attach']

interface AttachedFilesFieldsProps {
  readonly value: Attached
  readonly onChange: (value: Attached) => void
  readonly disabled: boolean
}

const words: Record<Attached[number], { label: string; description: string }> = {
  certificate: {
    label: 'Acceptance certificate',
    description: 'What proves that the work was accepted: who, when, how, and of what.',
  },
  evidence: {
    label: 'Evidence',
    description: 'What was handed in for the milestones that the invoice bills.',
  },
  agreement: { label: 'The agreement', description: 'The newest version among the deal’s documents.' },
  sign_off: { label: 'Sign-offs', description: 'Every sign-off of the deal, in its newest version.' },
}

/** Which files go with every invoice by themselves. */
export function AttachedFilesFields({ value, onChange, disabled }: AttachedFilesFieldsProps) {
  return (
    <Paper withBorder p="md">
      <Stack gap="md">
        <Title order={2}>Files that go with invoices</Title>
        <Text c="dimmed">
          They are attached in QuickBooks, and go along when the invoice is e-mailed. Files that QuickBooks
          does not take are named before anything is billed.
        </Text>
        <Checkbox.Group
          aria-label="Files that go with invoices"
          value={[...value]}
          onChange={(chosen) => onChange(attachedKinds.filter((kind) => chosen.includes(kind)))}
        >
          <Stack gap="sm">
            {attachedKinds.map((kind) => (
              <Checkbox
                key={kind}
                value={kind}
                label={words[kind].label}
                description={words[kind].description}
                disabled={disabled}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      </Stack>
    </Paper>
  )
}
