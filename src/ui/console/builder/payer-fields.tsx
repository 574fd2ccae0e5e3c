import { Button, Stack } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useParams } from 'wouter'
import { CustomerDialog } from '../customers/customer-dialog'
import { MasterSelect } from '../masters/master-select'
import { PayerRows } from './payer-rows'
import type { TermsSectionProps } from './terms-section'

/** Who gets the invoices: one customer, or several who each pay a share. */
export function PayerFields({ draft, errorAt, set }: TermsSectionProps) {
  const { customerId, payers } = draft.header
  const { dealId = '' } = useParams()
  const [finding, setFinding] = useState(false)
  const now = useRef(customerId)
  now.current = customerId
  return (
    <Stack gap="md">
      <MasterSelect
        kind="customers"
        label="Customer in QuickBooks"
        value={customerId}
        onChange={(chosen) => set({ customerId: chosen })}
        error={errorAt('/customer')}
      />
      {payers.length === 0 && (
        <Button
          variant="subtle"
          size="compact-sm"
          w="fit-content"
          leftSection={<IconSearch size={16} aria-hidden />}
          onClick={() => setFinding(true)}
        >
          Find the customer, or create one
        </Button>
      )}
      {finding && (
        <CustomerDialog
          dealId={dealId}
          // It may come when the dialog is long closed: what was chosen here since then stays.
          onPick={(chosen) => now.current === customerId && set({ customerId: chosen })}
          onClose={() => setFinding(false)}
        />
      )}
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
