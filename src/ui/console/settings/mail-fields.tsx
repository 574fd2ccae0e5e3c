import { Group, SimpleGrid, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core'
import { type MailSectionProps, quietWords } from './mail-draft'

/** Under which name e-mails go out, and where answers to them go. */
export function SenderFields({
  draft,
  set,
  errorAt,
  disabled,
  workspaceName,
}: MailSectionProps & { readonly workspaceName: string }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      <TextInput
        label="Sender’s name"
        description={`Clients see it as who writes. Empty: ${workspaceName}`}
        value={draft.fromName}
        onChange={(event) => set({ fromName: event.currentTarget.value })}
        error={errorAt('/mail/fromName')}
        disabled={disabled}
      />
      <TextInput
        label="Answers go to"
        description="For “Reply”. Empty: the address e-mails come from."
        type="email"
        value={draft.replyTo}
        onChange={(event) => set({ replyTo: event.currentTarget.value })}
        error={errorAt('/mail/replyTo')}
        disabled={disabled}
      />
    </SimpleGrid>
  )
}

/** Who gets a copy of what was answered. */
export function CopyFields({ draft, set, errorAt, disabled }: MailSectionProps) {
  return (
    <Stack gap="md">
      <Switch
        label="E-mail approvers their own answer"
        description="For their files: what they answered, to what, and when."
        checked={draft.receipts}
        onChange={(event) => set({ receipts: event.currentTarget.checked })}
        disabled={disabled}
      />
      <Textarea
        label="Tell these people in the company too"
        description="Up to ten addresses, one on each line. They are told of every answer, and when silence accepts. Empty: nobody."
        autosize
        minRows={2}
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        value={draft.team}
        onChange={(event) => set({ team: event.currentTarget.value })}
        error={errorAt('/mail/team')}
        disabled={disabled}
      />
    </Stack>
  )
}

/** When nobody is reminded. */
export function QuietFields({
  draft,
  set,
  errorAt,
  disabled,
  zone,
}: MailSectionProps & { readonly zone: string }) {
  const off = disabled || !draft.hasQuiet
  return (
    <Stack gap="md">
      <Switch
        label="Keep quiet hours"
        checked={draft.hasQuiet}
        onChange={(event) => set({ hasQuiet: event.currentTarget.checked })}
        disabled={disabled}
      />
      <Group gap="md" align="flex-start">
        <TextInput
          label="From"
          type="time"
          w={140}
          value={draft.quiet.from}
          onChange={(event) => set({ quiet: { ...draft.quiet, from: event.currentTarget.value } })}
          error={errorAt('/mail/quiet/from')}
          disabled={off}
        />
        <TextInput
          label="Until"
          type="time"
          w={140}
          value={draft.quiet.to}
          onChange={(event) => set({ quiet: { ...draft.quiet, to: event.currentTarget.value } })}
          error={errorAt('/mail/quiet/to')}
          disabled={off}
        />
      </Group>
      <Text size="sm" c="dimmed">
        {quietWords(draft, zone)}
      </Text>
    </Stack>
  )
}
