import { Anchor, List, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { Link } from 'wouter'
import type { InvoicePageView } from '../../../http/contract/invoice'
import { Day } from '../../parts/moment'

/** What happened to it, oldest first. */
export function InvoiceTimeline({ timeline }: Pick<InvoicePageView, 'timeline'>) {
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        So far
      </Title>
      <List spacing="xs" listStyleType="none">
        {timeline.map((step) => (
          <List.Item key={`${step.what} ${step.at}`}>
            <Text span fw={600}>
              {step.what}
            </Text>{' '}
            <Text span c="dimmed">
              <Day at={step.at} />
              {step.by === null ? '' : ` by ${step.by}`}
            </Text>
          </List.Item>
        ))}
      </List>
    </Paper>
  )
}

/** What QuickBooks has otherwise than it was sent, each named. */
export function InvoiceDifferences({ differences }: Pick<InvoicePageView, 'differences'>) {
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        In QuickBooks now
      </Title>
      {differences.length === 0 ? (
        <Text c="dimmed">QuickBooks has it as it was sent.</Text>
      ) : (
        <Stack gap="sm">
          <Text>QuickBooks, which is right about documents, has it otherwise:</Text>
          <Table.ScrollContainer minWidth={320}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>What</Table.Th>
                  <Table.Th>Was sent</Table.Th>
                  <Table.Th>Is now</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {differences.map((each, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be changed alike
                  <Table.Tr key={`${place} ${each.what}`}>
                    <Table.Td>{each.what}</Table.Td>
                    <Table.Td style={{ whiteSpace: 'pre-line' }}>{each.sent ?? 'nothing'}</Table.Td>
                    <Table.Td style={{ whiteSpace: 'pre-line' }}>{each.now ?? 'nothing'}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Stack>
      )}
    </Paper>
  )
}

/** The deal and the milestones that it bills. */
export function InvoiceSubjects({ invoice }: Pick<InvoicePageView, 'invoice'>) {
  const { dealId, dealName, milestones } = invoice
  if (dealId === null) return null
  const deal = `/deals/${encodeURIComponent(dealId)}`
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        Bills
      </Title>
      <List spacing="xs" listStyleType="none">
        {milestones.map(({ id, name }) => (
          <List.Item key={id}>
            <Anchor component={Link} href={`${deal}?milestone=${encodeURIComponent(id)}`}>
              {name}
            </Anchor>
          </List.Item>
        ))}
        <List.Item>
          <Anchor component={Link} href={deal} c="dimmed">
            {dealName ?? 'The deal'}
          </Anchor>
        </List.Item>
        <List.Item>
          <Anchor component={Link} href={`${deal}?tab=history`} c="dimmed">
            Its whole history
          </Anchor>
        </List.Item>
      </List>
    </Paper>
  )
}

/** The files that go, or went, with it. */
export function InvoiceFiles({ files, filesAhead }: Pick<InvoicePageView, 'files' | 'filesAhead'>) {
  const all = [
    ...filesAhead.map(({ fileId, name, leftOutBecause }) => ({
      fileId,
      name,
      note: leftOutBecause ?? 'goes with it',
    })),
    ...files.map(({ fileId, name, state, because }) => ({ fileId, name, note: because ?? fileWords[state] })),
  ]
  if (all.length === 0) return null
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        Files
      </Title>
      <List spacing="xs" listStyleType="none">
        {all.map(({ fileId, name, note }) => (
          <List.Item key={fileId}>
            <Text span>{name}</Text>{' '}
            <Text span size="xs" c="dimmed">
              {note}
            </Text>
          </List.Item>
        ))}
      </List>
    </Paper>
  )
}

const fileWords: Readonly<Record<InvoicePageView['files'][number]['state'], string>> = {
  wanted: 'is attached next',
  sending: 'is being attached',
  unclear: 'whether it is attached is unclear',
  attached: 'attached',
  refused: 'QuickBooks refused it',
  left_out: 'left out',
}
