import { Button, Checkbox, Group, Modal, Paper, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { InvoiceView } from '../../../http/contract/deal'
import { sumByCurrency } from '../../parts/minor-units'
import { moneyText } from '../../parts/money-text'
import { useGenerateSeveral } from './use-generate-several'

/** Prepared invoices, several at once: each is checked and made by itself, and what is refused says why. */
export function GenerateSeveral({ waiting }: { readonly waiting: readonly InvoiceView[] }) {
  // Those that were there when it was opened: the list behind it loses each that is generated.
  const [opened, setOpened] = useState<readonly InvoiceView[] | null>(null)
  const invoices = opened ?? waiting
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const several = useGenerateSeveral()
  const chosen = invoices.filter((invoice) => !left.has(invoice.id))
  const sum = sumByCurrency(chosen.map((invoice) => invoice.total))
    .map(moneyText)
    .join(' and ')
  const words = `Generate ${chosen.length === 1 ? '1 invoice' : `${chosen.length} invoices`}`
  const toggle = (id: string, on: boolean) =>
    setLeft((before) => new Set(on ? [...before].filter((each) => each !== id) : [...before, id]))
  const close = () => {
    setOpened(null)
    setLeft(new Set())
    several.leave()
  }
  // Asked once, it stops; asked again, nobody has to wait for the one that is on its way.
  const wayOut = several.state === 'running' ? several.stop : close
  const isBusy = several.state !== 'idle'
  const leaving = { running: 'Stop', stopping: 'Close', idle: several.outcomes.size > 0 ? 'Done' : 'Cancel' }
  if (invoices.length === 0) return null
  return (
    <Group justify="space-between">
      <Text>
        {invoices.length === 1 ? 'One invoice waits' : `${invoices.length} invoices wait`} for you to look at{' '}
        {invoices.length === 1 ? 'it' : 'them'}.
      </Text>
      <Button variant="default" onClick={() => setOpened(waiting)}>
        Generate several…
      </Button>
      <Modal
        opened={opened !== null}
        onClose={wayOut}
        size="lg"
        title="Generate prepared invoices"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack gap="md">
          <Text>
            Each is checked and created in QuickBooks by itself, not e-mailed. It is in receivables and income
            at once.
          </Text>
          <Paper withBorder p="md">
            <Stack gap="sm">
              {invoices.map((invoice) => (
                <div key={invoice.id}>
                  <Checkbox
                    label={`${invoice.dealName ?? 'Deal'} · ${invoice.milestones.map(({ name }) => name).join(', ')} · ${invoice.customer ?? 'No customer'} · ${moneyText(invoice.total)}`}
                    checked={!left.has(invoice.id)}
                    disabled={isBusy || several.outcomes.has(invoice.id)}
                    onChange={(event) => toggle(invoice.id, event.currentTarget.checked)}
                  />
                  <Text size="xs" c="dimmed" pl={30} role="status">
                    {several.outcomes.get(invoice.id) ?? ''}
                  </Text>
                </div>
              ))}
            </Stack>
          </Paper>
          <Text size="sm" role="status">
            {several.state === 'stopping' &&
              'Stopping… No further one is generated. One is on its way still.'}
          </Text>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={wayOut}>
              {leaving[several.state]}
            </Button>
            <Button
              loading={isBusy}
              disabled={chosen.length === 0 || several.outcomes.size > 0}
              onClick={() => void several.run(chosen)}
            >
              {words} · {sum === '' ? '–' : sum}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Group>
  )
}
