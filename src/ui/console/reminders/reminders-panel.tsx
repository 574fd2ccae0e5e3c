import { Button, Group, Modal, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { RemindersView } from '../../../http/contract/reminder'
import { Ago } from '../../parts/moment'
import { ProblemNotice } from '../../parts/problem-notice'
import { useFocusBack } from '../../parts/use-focus-back'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { nextWords, reminderWords } from './reminder-words'
import { useRemind, useReminders } from './use-reminders'

interface RemindersPanelProps {
  readonly invoiceId: string
  /** The one who pays. */
  readonly customer: string
}

/** Who was reminded of an invoice, when it happens next, and the button that does it now. */
export function RemindersPanel({ invoiceId, customer }: RemindersPanelProps) {
  const reminders = useReminders(invoiceId)
  const me = useMe()
  const [asking, setAsking] = useState(false)
  const view = reminders.data
  const next = view ? nextWords(view) : null
  // Of an invoice that was never late nor reminded of there is nothing to say.
  if (view && view.items.length === 0 && view.whyNot !== null && next === null) return null
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="reminders">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4" id="reminders">
            Reminders
          </Title>
          {view && may(me.data, 'bookkeeper') && (
            <Button
              size="xs"
              variant="default"
              disabled={view.whyNot !== null}
              onClick={() => setAsking(true)}
            >
              Remind…
            </Button>
          )}
        </Group>
        {reminders.isPending && <Skeleton height={20} aria-hidden="true" />}
        {reminders.isError && (
          <ProblemNotice problem={problemFrom(reminders.error)} onRetry={() => void reminders.refetch()} />
        )}
        {view && (
          <>
            {view.items.length === 0 && <Text c="dimmed">Nobody was reminded of it.</Text>}
            <Stack gap={4} component="ul" m={0} pl="md" aria-live="polite">
              {view.items.map((item) => (
                <li key={item.id}>
                  <Text>
                    {reminderWords(item)} · <Ago at={item.sentAt ?? item.askedAt} />
                  </Text>
                </li>
              ))}
            </Stack>
            {view.whyNot !== null && (
              <Text size="xs" c="dimmed">
                {view.whyNot}
              </Text>
            )}
            {next !== null && (
              <Text size="xs" c="dimmed">
                {next}
              </Text>
            )}
          </>
        )}
      </Stack>
      {asking && view && (
        <RemindDialog
          invoiceId={invoiceId}
          customer={customer}
          view={view}
          onClose={() => setAsking(false)}
        />
      )}
    </Paper>
  )
}

interface RemindDialogProps extends RemindersPanelProps {
  readonly view: RemindersView
  readonly onClose: () => void
}

/** What will happen, and to whom, before its button. */
function RemindDialog({ invoiceId, customer, view, onClose }: RemindDialogProps) {
  useFocusBack()
  const remind = useRemind(invoiceId)
  return (
    <Modal
      opened
      onClose={onClose}
      title="Remind of this invoice"
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        <Text>
          QuickBooks e-mails the invoice once more to {customer}, at {view.to}. It is read first: nobody is
          reminded of what was paid meanwhile. An e-mail can’t be taken back.
        </Text>
        {remind.error !== null && <ProblemNotice problem={problemFrom(remind.error)} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={remind.isPending}
            data-autofocus
            onClick={() => remind.mutate(view, { onSuccess: onClose })}
          >
            Send the reminder
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
