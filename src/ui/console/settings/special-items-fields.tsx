import { Checkbox, SimpleGrid, Stack } from '@mantine/core'
import { taxChoices } from '../builder/invoicing-fields'
import { MasterSelect } from '../masters/master-select'
import type { BillingSectionProps } from './billing-draft'

const lines = [
  {
    item: 'retainageItemId',
    tax: 'retainageTaxCode',
    label: 'Retainage',
    about: 'What is held back; its account is another current asset.',
  },
  {
    item: 'depositItemId',
    tax: 'depositTaxCode',
    label: 'Deposits',
    about: 'Money billed before work; its account is a liability.',
  },
  { item: 'hoursItemId', tax: 'hoursTaxCode', label: 'Hours', about: 'Work billed by the hour.' },
  { item: 'costsItemId', tax: 'costsTaxCode', label: 'Costs', about: 'What is passed on to the client.' },
] as const

/** With which products and services the lines beside the work are written. */
export function SpecialItemsFields({ draft: { billing }, set, errorAt, disabled }: BillingSectionProps) {
  const change = (values: Partial<typeof billing>) => set({ billing: { ...billing, ...values } })
  return (
    <Stack gap="md">
      {lines.map(({ item, tax, label, about }) => (
        <SimpleGrid key={item} cols={{ base: 1, sm: 2 }} spacing="md">
          <MasterSelect
            kind="items"
            label={`${label}: product or service`}
            description={about}
            value={billing[item]}
            onChange={(id) => change({ [item]: id })}
            error={errorAt(`/billing/${item}`)}
            disabled={disabled}
          />
          <MasterSelect
            kind="tax-codes"
            label={`${label}: tax code`}
            description="Empty takes the schedule’s."
            also={taxChoices}
            placeholder="As the schedule has it"
            value={billing[tax]}
            onChange={(code) => change({ [tax]: code })}
            error={errorAt(`/billing/${tax}`)}
            disabled={disabled}
          />
        </SimpleGrid>
      ))}
      <Checkbox
        label="Draw of deposits that the client has not paid yet"
        description="Otherwise later invoices wait with it until the deposit is paid."
        checked={billing.drawUnpaidDeposits}
        onChange={(event) => change({ drawUnpaidDeposits: event.currentTarget.checked })}
        disabled={disabled}
      />
    </Stack>
  )
}
