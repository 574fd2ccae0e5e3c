import { Button, Group, Stack, Text } from '@mantine/core'
import type { RoundView } from '../../../http/contract/milestone'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { mailText, newestAsking } from './mail-words'
import { useRoundMails, useSendAgain } from './use-round-mails'

/** What became of the e-mail to each approver who is waited for, and the way to ask again. */
export function RoundMails({ round, editable }: { readonly round: RoundView; readonly editable: boolean }) {
  const mails = useRoundMails(round.id)
  const again = useSendAgain(round.id)
  if (mails.isError)
    return <ProblemNotice problem={problemFrom(mails.error)} onRetry={() => void mails.refetch()} />
  const items = mails.data?.items ?? []
  const asked = round.approvers.flatMap((approver) => {
    const mail = approver.answered ? undefined : newestAsking(items, approver.id)
    return mail ? [{ approver, mail }] : []
  })
  if (asked.length === 0) return null
  return (
    <Stack gap="xs">
      {asked.map(({ approver, mail }) => (
        <Group key={approver.id} gap="xs" justify="space-between">
          <Text size="sm" c="dimmed" style={{ flex: 1, overflowWrap: 'anywhere' }}>
            {mailText(mail)}
          </Text>
          {editable && mail.state !== 'waiting' && mail.state !== 'sending' && (
            <Button
              size="compact-sm"
              variant="default"
              loading={again.isPending && again.variables.approverId === approver.id}
              onClick={() => again.mutate({ approverId: approver.id, name: approver.name })}
              aria-label={`Send the e-mail to ${approver.name} again`}
            >
              Send it again
            </Button>
          )}
        </Group>
      ))}
      {again.isError && <ProblemNotice problem={problemFrom(again.error)} />}
    </Stack>
  )
}
