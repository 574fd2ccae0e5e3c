import { Radio, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { DeliveryChoice } from '../../parts/delivery-choice'
import { MasterSelect } from '../masters/master-select'
import type { TermsSectionProps } from './terms-section'

/** Tax codes of a company in the United States, beside QuickBooks' list. */
export const taxChoices = [
  { value: 'NON', label: 'Not taxable (NON)' },
  { value: 'TAX', label: 'Taxable, QuickBooks computes it (TAX)' },
]
const usualDays = ['7', '14', '15', '30', '45', '60']
export const termChoices = [
  { value: 'receipt', label: 'Due on receipt' },
  ...usualDays.map((days) => ({ value: `net:${days}`, label: `Net ${days}` })),
  { value: 'net:', label: 'Another number of days…' },
]

/** A number of days that is none of the usual ones is typed in a field of its own. */
function otherDays(terms: string | null): string | null {
  if (terms === null || !terms.startsWith('net:') || usualDays.includes(terms.slice(4))) return null
  return terms.slice(4)
}

/** What stands on every invoice, and when it is made. */
export function InvoicingFields({ draft, errorAt, set }: TermsSectionProps) {
  const { header } = draft
  const days = otherDays(header.terms)
  const { withMilestones } = draft
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }} spacing="md" verticalSpacing="md">
        <MasterSelect
          kind="items"
          label="Product or service"
          value={header.itemId}
          onChange={(itemId) => set({ itemId })}
          error={errorAt('/item')}
        />
        <MasterSelect
          kind="tax-codes"
          label="Tax code"
          also={taxChoices}
          value={header.taxCode}
          onChange={(taxCode) => set({ taxCode })}
          error={errorAt('/taxCode')}
        />
        <MasterSelect
          kind="terms"
          label="Payment terms"
          also={termChoices}
          value={days === null ? header.terms : 'net:'}
          onChange={(terms) => set({ terms })}
          error={days === null ? errorAt('/terms') : null}
        />
        {days !== null && (
          <TextInput
            label="Days until due"
            description={'\u00a0'}
            inputMode="numeric"
            value={days}
            onChange={(event) => set({ terms: `net:${event.currentTarget.value}` })}
            error={errorAt('/terms')}
          />
        )}
        <MasterSelect
          kind="classes"
          label="Class"
          value={header.classId}
          onChange={(classId) => set({ classId })}
          error={errorAt('/class')}
        />
        <MasterSelect
          kind="locations"
          label="Location"
          value={header.locationId}
          onChange={(locationId) => set({ locationId })}
          error={errorAt('/location')}
        />
      </SimpleGrid>
      {withMilestones && (
        <DeliveryChoice value={header.delivery} onChange={(delivery) => set({ delivery })} />
      )}
      {withMilestones && (
        <Radio.Group
          label="How often"
          value={header.monthlyOn === null ? 'approval' : 'monthly'}
          onChange={(value) => set({ monthlyOn: value === 'monthly' ? (header.monthlyOn ?? '1') : null })}
        >
          <Stack gap="sm" mt="xs">
            <Radio value="approval" label="Each milestone by itself, when it is done" />
            <Radio value="monthly" label="Once a month, all that is done by then on one invoice" />
          </Stack>
        </Radio.Group>
      )}
      {header.monthlyOn !== null && (
        <TextInput
          label="Day of the month"
          description="1 to 28, so that every month has it."
          inputMode="numeric"
          value={header.monthlyOn}
          onChange={(event) => set({ monthlyOn: event.currentTarget.value })}
          error={errorAt('/cadence')}
          maw={240}
        />
      )}
    </Stack>
  )
}
