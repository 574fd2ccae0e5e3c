import { Stack, Text, Title } from '@mantine/core'
import type { ChangeOrderView } from '../../../http/contract/change-order'
import { Ago } from '../../parts/moment'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { askedText, personText } from './approval-words'
import { PortalLinks } from './portal-links'
import { useOrderAnswers } from './use-approvals'

/** Who was asked about a change order, what each answered by their own link, and those links. */
export function OrderAnswers({ order }: { readonly order: ChangeOrderView }) {
  const me = useMe()
  const member = may(me.data, 'member')
  const answers = useOrderAnswers(order.id, member && order.state !== 'draft')
  if (answers.isError)
    return <ProblemNotice problem={problemFrom(answers.error)} onRetry={() => void answers.refetch()} />
  const asked = answers.data
  if (asked === undefined || (asked.approvers.length === 0 && asked.answers.length === 0)) return null
  const says = ({ name, answered }: { readonly name: string; readonly answered: boolean }) => {
    if (answered) return 'answered'
    if (order.state !== 'sent') return null
    const signed = asked.answers.some(({ who, revision }) => who === name && revision === order.revision)
    return signed ? 'asked again: it has changed since' : 'not answered yet'
  }
  return (
    <Stack gap="xs">
      <Title order={2}>Who is asked</Title>
      <Text>{askedText(asked.approvers, asked.rule)}</Text>
      {asked.answers.map((answer) => (
        <div key={`${answer.who} ${answer.at}`}>
          <Text>
            {personText({ name: answer.who, role: answer.role })}{' '}
            {answer.answer === 'approve' ? 'approved' : 'rejected'} it
            {answer.revision < order.revision && ` as revision ${answer.revision}`}{' '}
            <Text span c="dimmed">
              <Ago at={answer.at} />, in the portal, signed “{answer.signedName}”
            </Text>
            {answer.reason !== null && <>: “{answer.reason}”</>}
          </Text>
          {!answer.stands && answer.revision === order.revision && (
            <Text size="xs" c="dimmed">
              The order has changed since, so this does not count any more: they are asked again.
            </Text>
          )}
        </div>
      ))}
      <PortalLinks
        dealId={order.dealId}
        editable={order.state === 'sent'}
        people={asked.approvers.map((approver) => ({ ...approver, says: says(approver) }))}
      />
    </Stack>
  )
}
