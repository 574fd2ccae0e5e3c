import { Button } from '@mantine/core'
import { IconUnlink } from '@tabler/icons-react'
import type { InvoiceView } from '../../../http/contract/deal'
import { useUnlink } from './use-catch-up'

interface UnlinkButtonProps {
  readonly dealId: string
  readonly invoice: Pick<InvoiceView, 'id' | 'docNumber'>
  readonly onLetGo?: (invoiceId: string) => void
}

/** Lets an invoice go that was linked here; QuickBooks is not touched. */
export function UnlinkButton({ dealId, invoice, onLetGo }: UnlinkButtonProps) {
  const unlink = useUnlink(dealId, onLetGo)
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      color="gray"
      leftSection={<IconUnlink size={14} aria-hidden />}
      loading={unlink.isPending}
      onClick={() => unlink.mutate(invoice)}
      aria-label={`Unlink invoice ${invoice.docNumber ?? ''}`.trim()}
    >
      Unlink
    </Button>
  )
}
