import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { AcceptanceView } from '../../../http/contract/document'
import { Ago, Day } from '../../parts/moment'
import { AcceptanceWithdrawDialog } from './acceptance-withdraw-dialog'
import { ShortHash } from './file-line'
import { fileAddress } from './file-words'

interface AcceptancePanelProps {
  readonly dealId: string
  readonly acceptance: AcceptanceView | null
  readonly contractDate: string | null
  /** Null for those who may not record one. */
  readonly onAccept: (() => void) | null
  readonly mayWithdraw: boolean
}

/** Whether the client accepted the plan: who, when, and what was signed. */
export function AcceptancePanel({
  dealId,
  acceptance,
  contractDate,
  onAccept,
  mayWithdraw,
}: AcceptancePanelProps) {
  const [withdrawing, setWithdrawing] = useState(false)
  return (
    <Paper withBorder p="md" component="section" aria-label="Acceptance">
      <Stack gap="sm" align="flex-start">
        <Title order={2} size="h3">
          Acceptance
        </Title>
        {acceptance === null ? (
          <>
            <Text c="dimmed">
              The client has not accepted this plan yet. Until then, amounts can be edited.
            </Text>
            {onAccept !== null && (
              <Button variant="default" size="xs" onClick={onAccept}>
                Client accepted the plan…
              </Button>
            )}
          </>
        ) : (
          <>
            <div>
              <Text>
                Accepted by <b>{acceptance.by}</b> on <Day at={acceptance.on} />.
              </Text>
              {acceptance.recordedBy !== null && acceptance.recordedAt !== null && (
                <Text size="xs" c="dimmed">
                  Recorded by {acceptance.recordedBy}, <Ago at={acceptance.recordedAt} />
                </Text>
              )}
              {contractDate !== null && acceptance.on < contractDate && (
                <Text size="xs" c="dimmed">
                  That is before the date of the contract, <Day at={contractDate} />.
                </Text>
              )}
            </div>
            <Text>
              {acceptance.files.length === 0 ? (
                <Text span c="dimmed">
                  No signed file was recorded with it.
                </Text>
              ) : (
                acceptance.files.map((file, index) => (
                  <span key={file.id}>
                    {index > 0 && ', '}
                    <Anchor href={fileAddress(file.id)} target="_blank" rel="noreferrer">
                      {file.name}
                    </Anchor>
                  </span>
                ))
              )}
            </Text>
            <Group gap="sm">
              {acceptance.planHash !== null && (
                <Text size="xs" c="dimmed">
                  What was accepted <ShortHash hash={acceptance.planHash} what="the accepted plan" />
                </Text>
              )}
              {mayWithdraw && (
                <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setWithdrawing(true)}>
                  Take it back…
                </Button>
              )}
            </Group>
          </>
        )}
      </Stack>
      {withdrawing && acceptance !== null && (
        <AcceptanceWithdrawDialog dealId={dealId} by={acceptance.by} onClose={() => setWithdrawing(false)} />
      )}
    </Paper>
  )
}
