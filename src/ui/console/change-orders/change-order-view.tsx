import { Alert, Anchor, Button, CopyButton, Group, List, Paper, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { ChangeOrderView as OrderView } from '../../../http/contract/change-order'
import type { DealPageView } from '../../../http/contract/deal'
import { Ago } from '../../parts/moment'
import { OrderAnswers } from '../approvals/order-answers'
import { PageTitle } from '../shell/page-title'
import { orderHref } from './change-order-form'
import { OrderAnswerDialog } from './order-answer-dialog'
import { OrderFiles } from './order-files'
import { OrderLines } from './order-lines'
import { OrderPill } from './order-pill'
import { OrderSendDialog, OrderTakeBackDialog } from './order-step-dialog'
import { OrderSums } from './order-sums'
import { orderStory, orderText } from './order-words'

type Action = OrderView['actions'][number]

const sumAfter = {
  draft: 'If approved',
  sent: 'If approved',
  approved: 'Contract sum after',
  rejected: 'Would have been',
  withdrawn: 'Would have been',
} as const

/** What was asked of the client, what it comes to, and how far it is. */
export function ChangeOrderView({ page, order }: { readonly page: DealPageView; readonly order: OrderView }) {
  const [asked, setAsked] = useState<Exclude<Action, 'edit'> | null>(null)
  const close = () => setAsked(null)
  const may = (action: Action) => order.actions.includes(action)
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={0} maw="100%">
          <Group gap="sm">
            <PageTitle>{order.name}</PageTitle>
            <OrderPill state={order.state} />
          </Group>
          <Text c="dimmed">
            Change order of{' '}
            <Anchor
              component={Link}
              href={`/deals/${encodeURIComponent(page.deal.id)}?tab=change-orders`}
              c="inherit"
              td="underline"
            >
              {page.deal.name}
            </Anchor>
            {order.revision > 1 && ` · revision ${order.revision}`}
          </Text>
        </Stack>
        <Group gap="sm">
          <CopyButton value={orderText(order, page.deal.name)}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                leftSection={
                  copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
                }
                onClick={copy}
              >
                {copied ? 'Copied' : 'Copy as text'}
              </Button>
            )}
          </CopyButton>
          {may('withdraw') && (
            <Button variant="default" onClick={() => setAsked('withdraw')}>
              Withdraw…
            </Button>
          )}
          {may('revise') && (
            <Button variant="default" onClick={() => setAsked('revise')}>
              Revise…
            </Button>
          )}
          {may('edit') && (
            <Button variant="default" component={Link} href={`${orderHref(order)}/edit`}>
              Edit
            </Button>
          )}
          {may('reject') && (
            <Button variant="default" onClick={() => setAsked('reject')}>
              Record rejection…
            </Button>
          )}
          {may('send') && <Button onClick={() => setAsked('send')}>Send…</Button>}
          {may('approve') && (
            <Button onClick={() => setAsked('approve')} disabled={order.conflicts.length > 0}>
              Record approval…
            </Button>
          )}
        </Group>
      </Group>
      <OrderSums
        before={order.contractSumBefore}
        effect={order.netEffect}
        after={order.contractSumAfter}
        afterLabel={sumAfter[order.state]}
      />
      {order.conflicts.length > 0 && (
        <Alert color="amber" variant="light" icon={<IconAlertTriangle size={20} />} title="It no longer fits">
          <List size="sm">
            {order.conflicts.map((conflict) => (
              <List.Item key={conflict.milestoneId}>
                <b>{conflict.name}</b>: {conflict.detail}
              </List.Item>
            ))}
          </List>
          <Text size="sm" mt={4}>
            {order.state === 'draft'
              ? 'Edit it before you send it.'
              : 'It can’t be approved like this. Revise it, and send it again.'}
          </Text>
        </Alert>
      )}
      {order.state === 'sent' && !may('approve') && (
        <Text c="dimmed">A bookkeeper, an admin or the owner records the client’s answer.</Text>
      )}
      <Stack gap="xs">
        <Title order={2}>Why</Title>
        <Text maw={720} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {order.reason}
        </Text>
      </Stack>
      <Paper withBorder component="section" aria-label="What changes">
        <OrderLines dealId={order.dealId} lines={order.lines} />
      </Paper>
      <OrderAnswers order={order} />
      <Stack gap="xs">
        <Title order={2}>So far</Title>
        <List listStyleType="none" size="sm">
          {orderStory(order).map((step) => (
            <List.Item key={step.words}>
              {step.words}{' '}
              <Text span size="xs" c="dimmed">
                <Ago at={step.at} />
              </Text>
              {step.note !== null && <Text c="dimmed">“{step.note}”</Text>}
            </List.Item>
          ))}
        </List>
        <OrderFiles
          dealId={order.dealId}
          fileIds={[
            ...(order.certificate === null ? [] : [order.certificate.fileId]),
            ...(order.decision?.fileIds ?? []),
          ]}
        />
      </Stack>
      {asked === 'send' && <OrderSendDialog order={order} onClose={close} />}
      {(asked === 'revise' || asked === 'withdraw') && (
        <OrderTakeBackDialog order={order} act={asked} onClose={close} />
      )}
      {(asked === 'approve' || asked === 'reject') && (
        <OrderAnswerDialog order={order} act={asked} onClose={close} />
      )}
    </Stack>
  )
}
