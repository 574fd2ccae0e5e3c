import { Button, Checkbox, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { WorkspaceView } from '../../../http/contract/workspace'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom, Refusal } from '../api/refusal'
import { AttachedFilesFields } from './attached-files-fields'
import { type BillingDraft, billingBody, billingDraft } from './billing-draft'
import { InvoicePaperFields } from './invoice-paper-fields'
import { LimitFields } from './limit-fields'
import { ReminderFields } from './reminder-fields'
import { SpecialItemsFields } from './special-items-fields'
import { StartWithFields } from './start-with-fields'
import type { useSettings } from './use-settings'

interface BillingFormProps {
  readonly workspace: WorkspaceView
  readonly save: ReturnType<typeof useSettings>['save']
  readonly canChange: boolean
  readonly isOwner: boolean
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

/** How this workspace bills: what schedules start with, what stands on every invoice, and who may do what. */
export function BillingForm({ workspace, save, canChange, isOwner }: BillingFormProps) {
  const [draft, setDraft] = useState(() => billingDraft(workspace))
  const errors = save.error instanceof Refusal ? (save.error.problem.errors ?? []) : []
  const errorAt = (pointer: string) =>
    errors.find((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`))?.detail ??
    null
  const set = (values: Partial<BillingDraft>) => setDraft((before) => ({ ...before, ...values }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(billingBody(draft))
  }
  const fields = { draft, set, errorAt, disabled: !canChange }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg" maw={760}>
        <Section title="What new schedules start with">
          <StartWithFields {...fields} />
        </Section>
        <Section title="On every invoice">
          <InvoicePaperFields {...fields} />
        </Section>
        <Section title="Lines beside the work">
          <SpecialItemsFields {...fields} />
        </Section>
        <AttachedFilesFields
          value={draft.billing.attach}
          onChange={(attach) => set({ billing: { ...draft.billing, attach } })}
          disabled={!canChange}
        />
        <Section title="Reminders">
          <ReminderFields {...fields} />
        </Section>
        <Section title="Who does the bookkeeping">
          <Checkbox
            label="Members too create invoices, link them and settle differences"
            description="Otherwise a bookkeeper, an admin or the owner does."
            checked={draft.billing.bookkeepingBy === 'member'}
            onChange={(event) =>
              set({
                billing: {
                  ...draft.billing,
                  bookkeepingBy: event.currentTarget.checked ? 'member' : 'bookkeeper',
                },
              })
            }
            disabled={!canChange}
          />
        </Section>
        <LimitFields
          value={{ tolerance: draft.tolerancePercent, inBatches: draft.quickbooksBatch }}
          onChange={({ tolerance, inBatches }) =>
            set({ tolerancePercent: tolerance, quickbooksBatch: inBatches })
          }
          disabled={!canChange}
          isOwner={isOwner}
          errorAt={errorAt}
        />
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
