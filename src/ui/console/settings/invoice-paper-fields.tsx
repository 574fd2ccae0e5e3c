import { Radio, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { serverNow } from '../../parts/server-clock'
import { type BillingSectionProps, exampleNumber } from './billing-draft'

const choices = [
  { value: 'company', label: 'As QuickBooks has it' },
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
]
const chosen = (value: boolean | null) => (value === null ? 'company' : value ? 'yes' : 'no')
const meant = (value: string | null) => (value === 'yes' ? true : value === 'no' ? false : null)

/** Number, copies, online payment and the link back: what stands on every invoice. */
export function InvoicePaperFields({ draft, set, errorAt, disabled }: BillingSectionProps) {
  const { billing } = draft
  const now = serverNow()
  const example = exampleNumber(draft.pattern, now.format('YYYY'), now.format('MM'))
  const pay = (values: Partial<typeof billing.onlinePayment>) =>
    set({ billing: { ...billing, onlinePayment: { ...billing.onlinePayment, ...values } } })
  return (
    <Stack gap="md">
      <Radio.Group
        label="Invoice numbers"
        description="Where the company lets its own numbers be given; otherwise QuickBooks counts."
        value={billing.numbering.by}
        onChange={(by) =>
          set({
            billing: {
              ...billing,
              numbering: by === 'pattern' ? { by: 'pattern', pattern: draft.pattern } : { by: 'quickbooks' },
            },
          })
        }
      >
        <Stack gap="xs" mt={4}>
          <Radio value="quickbooks" label="QuickBooks’ own sequence" disabled={disabled} />
          <Radio value="pattern" label="A pattern of ours" disabled={disabled} />
        </Stack>
      </Radio.Group>
      {billing.numbering.by === 'pattern' && (
        <TextInput
          label="Pattern"
          description={`{0000} counts, {year} and {month} are of the invoice’s day. The first: ${example}`}
          value={draft.pattern}
          onChange={(event) => set({ pattern: event.currentTarget.value })}
          error={errorAt('/billing/numbering')}
          disabled={disabled}
          maw={400}
        />
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <TextInput
          label="Copies to"
          description="Addresses with commas between; the client sees them."
          type="email"
          multiple
          value={draft.cc}
          onChange={(event) => set({ cc: event.currentTarget.value })}
          error={errorAt('/billing/copies/cc')}
          disabled={disabled}
        />
        <TextInput
          label="Blind copies to"
          description="Nobody else sees these."
          type="email"
          multiple
          value={draft.bcc}
          onChange={(event) => set({ bcc: event.currentTarget.value })}
          error={errorAt('/billing/copies/bcc')}
          disabled={disabled}
        />
        <Select
          label="Pay online by card"
          data={choices}
          allowDeselect={false}
          value={chosen(billing.onlinePayment.card)}
          onChange={(value) => pay({ card: meant(value) })}
          disabled={disabled}
        />
        <Select
          label="Pay online by bank transfer"
          data={choices}
          allowDeselect={false}
          value={chosen(billing.onlinePayment.bank)}
          onChange={(value) => pay({ bank: meant(value) })}
          disabled={disabled}
        />
        <TextInput
          label="Custom field for the link back"
          description="As the field is called in QuickBooks; empty writes none."
          value={draft.linkName}
          onChange={(event) => set({ linkName: event.currentTarget.value })}
          error={errorAt('/billing/linkField')}
          disabled={disabled}
        />
        <Select
          label="Which of QuickBooks’ custom fields"
          description="In the order of QuickBooks’ settings."
          data={['1', '2', '3'].map((value) => ({ value, label: `Field ${value}` }))}
          allowDeselect={false}
          value={draft.linkNumber}
          onChange={(value) => set({ linkNumber: value ?? '1' })}
          disabled={disabled || draft.linkName.trim() === ''}
        />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        With the link a bookkeeper comes from the invoice in QuickBooks to its deal here.
      </Text>
    </Stack>
  )
}
