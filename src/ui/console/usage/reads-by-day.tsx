import { BarChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import { Paper, Stack, Table, Text, Title, VisuallyHidden } from '@mantine/core'
import type { UsageView } from '../../../http/contract/workspace'
import { dayText } from '../../parts/day-text'
import { count } from './usage-words'

/** The metered reads of every day of the month; the days to come are empty, so that the month keeps its width. */
export function ReadsByDay({ usage }: { readonly usage: UsageView }) {
  const days = Number(usage.lastDay.slice(8))
  const known = new Map(usage.days.map(({ day, metered }) => [day, metered]))
  const data = Array.from({ length: days }, (_, index) => {
    const day = `${usage.month}-${String(index + 1).padStart(2, '0')}`
    return { day: String(index + 1), Reads: known.get(day) ?? 0 }
  })
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="by-day">
      <Stack gap="md">
        <Title order={2} id="by-day">
          Day by day
        </Title>
        <div aria-hidden="true">
          <BarChart
            h={200}
            data={data}
            dataKey="day"
            series={[{ name: 'Reads', color: 'var(--mp-billed)' }]}
            valueFormatter={count}
            tickLine="none"
            gridAxis="x"
            barChartProps={{ accessibilityLayer: false }}
            barProps={{ isAnimationActive: false, radius: 2 }}
            xAxisProps={{ interval: 'preserveStartEnd', minTickGap: 12 }}
            yAxisProps={{ allowDecimals: false, width: 56 }}
          />
        </div>
        <VisuallyHidden>
          <Table>
            <caption>Metered reads of each day</caption>
            <Table.Tbody>
              {usage.days.map(({ day, metered }) => (
                <Table.Tr key={day}>
                  <Table.Th scope="row">{dayText(day)}</Table.Th>
                  <Table.Td>{count(metered)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </VisuallyHidden>
        <Text size="xs" c="dimmed">
          Days are the workspace’s own. Only reads that QuickBooks answered are counted; what Milepost writes
          is free.
        </Text>
      </Stack>
    </Paper>
  )
}
