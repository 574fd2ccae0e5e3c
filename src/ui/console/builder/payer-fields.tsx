import { Stack } from '@mantine/core'
import { MasterSelect } from '../masters/master-select'
import { PayerRows } from './payer-rows'
import type { TermsSectionProps } from './terms-section'

/** Who gets the invoices: one customer, or several who each pay a share. */
export function PayerFields({ draft, errorAt, set }: TermsSectionProps) {
  const { customerId, payers } = draft.header
  return (
    <Stack gap="md">
      <MasterSelect
        kind="customers"
        label="Customer in QuickBooks"
        value={customerId}
        onChange={(chosen) => set({ customerId: chosen })}
        error={errorAt('/customer')}
      />
      <PayerRows
        payers={payers}
        customerId={customerId}
        disabled={false}
        errorAt={(field) => errorAt(`/payers/${field}`)}
        onChange={(next) => set({ payers: next })}
      />
    </Stack>
  )
}
