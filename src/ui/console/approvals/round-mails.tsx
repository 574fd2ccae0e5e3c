import { ActionIcon, Button, Group, Menu, Stack, Text } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import type { MailDeliveryView } from '../../../http/contract/mail'
import type { RoundView } from '../../../http/contract/milestone'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { AddressDialog } from './address-dialog'
import { mailText, newestAsking } from './mail-words'
import {
  useNoReminders,
  useRoundMails,
  useSendAgain,
  useSetReminders,
  useTakeBounce,
} from './use-round-mails'

interface RoundMailsProps {
  readonly round: RoundView
  readonly editable: boolean
}

/** What became of the e-mail to each approver who is waited for, and the ways to ask again, or no more. */
export function RoundMails({ round, editable }: RoundMailsProps) {
  const mails = useRoundMails(round.id)
  const silenced = useNoReminders()
  if (mails.isError)
    return <ProblemNotice problem={problemFrom(mails.error)} onRetry={() => void mails.refetch()} />
  const items = mails.data?.items ?? []
  const quiet = new Set(silenced.data?.items.map(({ email }) => email) ?? [])
  const asked = round.approvers.flatMap((approver) => {
    const mail = approver.answered ? undefined : newestAsking(items, approver.id)
    return mail ? [{ approver, mail }] : []
  })
  if (asked.length === 0) return null
  return (
    <Stack gap="xs">
      {asked.map(({ approver, mail }) => (
        <MailRow
          key={approver.id}
          roundId={round.id}
          approver={approver}
          mail={mail}
          isReminded={!quiet.has(mail.to.toLowerCase())}
          editable={editable}
        />
      ))}
    </Stack>
  )
}

interface MailRowProps {
  readonly roundId: string
  readonly approver: { readonly id: string; readonly name: string; readonly email: string }
  readonly mail: MailDeliveryView
  readonly isReminded: boolean
  readonly editable: boolean
}

function MailRow({ roundId, approver, mail, isReminded, editable }: MailRowProps) {
  const again = useSendAgain(roundId)
  const bounce = useTakeBounce(roundId)
  const remind = useSetReminders()
  const [readdressing, setReaddressing] = useState(false)
  const { name } = approver
  const error = again.error ?? bounce.error ?? remind.error
  const mayBounce = mail.state === 'delivered' || mail.state === 'unclear'
  return (
    <div>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Text size="sm" c="dimmed" style={{ flex: 1, overflowWrap: 'anywhere' }}>
          {mailText(mail)}
          {!isReminded && '. No reminders are sent'}
        </Text>
        {editable && (
          <Group gap={4} wrap="nowrap">
            {mail.state !== 'waiting' && mail.state !== 'sending' && (
              <Button
                size="compact-sm"
                variant="default"
                loading={again.isPending}
                onClick={() => again.mutate({ approverId: approver.id, name })}
                aria-label={`Send the e-mail to ${name} again`}
              >
                Send it again
              </Button>
            )}
            <Menu position="bottom-end" width={260}>
              <Menu.Target>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  loading={bounce.isPending || remind.isPending}
                  aria-label={`More about the e-mails to ${name}`}
                >
                  <IconDots size={16} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {mayBounce && (
                  <Menu.Item onClick={() => bounce.mutate({ mailId: mail.id, name })}>
                    It came back
                    <Text size="xs" c="dimmed">
                      The time to answer of {name} stops
                    </Text>
                  </Menu.Item>
                )}
                <Menu.Item onClick={() => setReaddressing(true)}>
                  Change the address…
                  <Text size="xs" c="dimmed">
                    {name} is asked elsewhere, by a new link
                  </Text>
                </Menu.Item>
                <Menu.Item onClick={() => remind.mutate({ email: mail.to, name, reminders: !isReminded })}>
                  {isReminded ? 'Send no reminders' : 'Send reminders again'}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        )}
      </Group>
      {error !== null && <ProblemNotice problem={problemFrom(error)} />}
      {readdressing && (
        <AddressDialog roundId={roundId} approver={approver} onClose={() => setReaddressing(false)} />
      )}
    </div>
  )
}
