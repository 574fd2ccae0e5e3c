import { Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import type { AnswerOf } from '../api/caller'
import { vendorNames } from './connection-card'

const whole = new Intl.NumberFormat()

function Count({ of, name }: { readonly of: number; readonly name: string }) {
  return (
    <Stack gap={0}>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text size="lg" fw={600} className="tabular">
        {whole.format(of)}
      </Text>
    </Stack>
  )
}

/** What this month's vendor calls come to, and what spends them. */
export function UsagePanel({ usage }: { readonly usage: AnswerOf<'GET /usage'> }) {
  return (
    <Paper withBorder p="md" component="section" aria-label="Calls this month">
      <Stack gap="md">
        <Title order={2}>Calls this month ({usage.month})</Title>
        <Group gap={48}>
          <Count of={usage.metered} name="QuickBooks, metered reads" />
          <Count of={usage.free} name="QuickBooks, free" />
          <Count of={usage.hubspot} name="HubSpot" />
        </Group>
        {usage.byOperation.length > 0 && (
          <Table maw={560}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Vendor</Table.Th>
                <Table.Th>Operation</Table.Th>
                <Table.Th>Kind</Table.Th>
                <Table.Th ta="right">Calls</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {usage.byOperation.map((row) => (
                <Table.Tr key={`${row.vendor} ${row.operation} ${row.metered}`}>
                  <Table.Td>{vendorNames[row.vendor]}</Table.Td>
                  <Table.Td>{row.operation}</Table.Td>
                  <Table.Td>{row.metered ? 'metered' : 'free'}</Table.Td>
                  <Table.Td ta="right" className="tabular">
                    {whole.format(row.calls)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
    </Paper>
  )
}
