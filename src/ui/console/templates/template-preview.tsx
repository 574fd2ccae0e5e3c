import { Drawer, Stack, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { resolveRatios } from '../../../http/contract/ratios'
import type { TemplateView } from '../../../http/contract/template'
import { digitsOf, fromMinor, toMinor, typedDecimal } from '../../parts/minor-units'
import { MoneyField } from '../../parts/money-field'
import { moneyText, shareText } from '../../parts/money-text'
import { ScheduledTotal } from '../../parts/scheduled-total'
import { ratioOf } from '../../parts/share-ratio'
import { useFocusBack } from '../../parts/use-focus-back'
import classes from './templates-page.module.css'

interface TemplatePreviewProps {
  readonly template: TemplateView
  readonly currency: string
  readonly onClose: () => void
}

/** What a template would plan of a contract: every share to the cent, on any amount that one types. */
export function TemplatePreview({ template, currency, onClose }: TemplatePreviewProps) {
  useFocusBack()
  const digits = digitsOf(currency)
  const [typed, setTyped] = useState(fromMinor(50_000n * 10n ** BigInt(digits), digits))
  const contract = toMinor(typedDecimal(typed, digits) ?? '', digits)
  const ratios = template.milestones.map(({ share }) => ratioOf(share) ?? { over: 0n, under: 1n })
  const amounts = resolveRatios(
    contract ?? 0n,
    ratios.map((ratio) => ({ ratio })),
  )
  const money = (units: bigint) => moneyText({ amount: fromMinor(units, digits), currency })
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={template.name}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        {template.description !== '' && <Text c="dimmed">{template.description}</Text>}
        <MoneyField
          label="On a contract of"
          currency={currency}
          digits={digits}
          value={typed}
          onChange={setTyped}
          error={contract === null ? 'An amount, such as 50000' : null}
        />
        <Table className={classes['plan'] ?? ''}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Milestone</Table.Th>
              <Table.Th>Share</Table.Th>
              <Table.Th>Amount</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {template.milestones.map((milestone, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a template never move here
              <Table.Tr key={place}>
                <Table.Td>
                  <Text fw={600}>{milestone.name}</Text>
                  {milestone.deliverable !== null && <Text size="xs">{milestone.deliverable}</Text>}
                  {milestone.criteria.length > 0 && (
                    <Text size="xs" c="dimmed">
                      {milestone.criteria.join(' · ')}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td className="tabular">{shareText(milestone.share)}</Table.Td>
                <Table.Td className="tabular">
                  {contract === null ? '' : money(amounts[place] ?? 0n)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {contract !== null && (
          <ScheduledTotal
            scheduled={amounts.reduce((sum, amount) => sum + amount, 0n)}
            contract={contract}
            currency={currency}
            digits={digits}
          />
        )}
        <Text size="xs" c="dimmed">
          Nothing is planned by looking. Choose the template on a deal’s plan page.
        </Text>
      </Stack>
    </Drawer>
  )
}
