import { Accordion, Group, Stack, Table, Text } from '@mantine/core'
import type { UsageView } from '../../../http/contract/workspace'
import { count } from './usage-words'

const vendorNames = { quickbooks: 'QuickBooks', hubspot: 'HubSpot' } as const

/** Every kind of call, for whoever wants to hold it against Intuit’s own count. */
export function EveryCall({ usage }: { readonly usage: UsageView }) {
  return (
    <Accordion variant="contained">
      <Accordion.Item value="calls">
        <Accordion.Control>
          Every call: {count(usage.metered)} metered and {count(usage.free)} free of QuickBooks,{' '}
          {count(usage.hubspot)} of HubSpot
        </Accordion.Control>
        <Accordion.Panel>
          <Stack gap="md">
            {usage.byOperation.length === 0 && <Text c="dimmed">No vendor was called yet this month.</Text>}
            {usage.byOperation.length > 0 && (
              <Table.ScrollContainer minWidth={300}>
                <Table maw={640}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>Vendor</Table.Th>
                      <Table.Th>Call</Table.Th>
                      <Table.Th>Kind</Table.Th>
                      <Table.Th ta="right">Times</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {usage.byOperation.map((row) => (
                      <Table.Tr key={`${row.vendor} ${row.operation} ${row.metered}`}>
                        <Table.Td>{vendorNames[row.vendor]}</Table.Td>
                        <Table.Td>{row.operation}</Table.Td>
                        <Table.Td>{row.metered ? 'metered' : 'free'}</Table.Td>
                        <Table.Td ta="right" className="tabular">
                          {count(row.calls)}
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            )}
            <Group>
              <Text size="xs" c="dimmed">
                A read that got no answer, or was refused, is free.
              </Text>
            </Group>
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}
