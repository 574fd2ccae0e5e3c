import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { WorkspaceView } from '../../../http/contract/workspace'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom, Refusal } from '../api/refusal'
import { CalendarFields } from './calendar-fields'
import { type MailDraft, mailBody, mailDraft, teamTrouble } from './mail-draft'
import { CopyFields, QuietFields, SenderFields } from './mail-fields'
import type { useSettings } from './use-settings'

interface MailFormProps {
  readonly workspace: WorkspaceView
  readonly save: ReturnType<typeof useSettings>['save']
  readonly canChange: boolean
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Paper withBorder p="md">
      <Stack gap="md">
        <Title order={2}>{title}</Title>
        {children}
      </Stack>
    </Paper>
  )
}

/** Which days count for those who are asked to approve, and what Milepost writes to them. */
export function MailForm({ workspace, save, canChange }: MailFormProps) {
  const [draft, setDraft] = useState(() => mailDraft(workspace))
  const errors = save.error instanceof Refusal ? (save.error.problem.errors ?? []) : []
  const errorAt = (pointer: string) =>
    pointer === '/mail/team'
      ? teamTrouble(errors, save.variables?.mail?.team ?? [])
      : (errors.find((error) => error.pointer === pointer)?.detail ?? null)
  const set = (values: Partial<MailDraft>) => setDraft((before) => ({ ...before, ...values }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(mailBody(draft))
  }
  const fields = { draft, set, errorAt, disabled: !canChange }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg" maw={760}>
        <Section title="Days that count">
          <CalendarFields {...fields} />
        </Section>
        <Section title="Quiet hours">
          <QuietFields {...fields} zone={workspace.zone} />
        </Section>
        <Section title="Who writes">
          <SenderFields {...fields} workspaceName={workspace.name} />
        </Section>
        <Section title="Who gets a copy of an answer">
          <CopyFields {...fields} />
        </Section>
        {save.error !== null && (
          <ProblemNotice
            problem={problemFrom(save.error)}
            shownAt={new Set(errors.map((error) => error.pointer))}
          />
        )}
        <Group gap="md">
          {canChange ? (
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
          ) : (
            <Text c="dimmed">Only an admin or the owner can change settings.</Text>
          )}
        </Group>
      </Stack>
    </form>
  )
}
