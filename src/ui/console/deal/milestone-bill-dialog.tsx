import { Skeleton, Text } from '@mantine/core'
import { moneyText } from '../../parts/money-text'
import { InvoicePaper } from './invoice-paper'
import { MilestoneDialog, type MilestoneDialogProps } from './milestone-dialog'
import { wasFreed } from './milestone-story'
import { useInvoiceAhead } from './use-invoice-ahead'
import { useMilestoneAction } from './use-milestone-action'
import { holdingBack, WillHappen } from './will-happen'

/** Creates the invoice, after showing exactly how it will read. */
export function MilestoneBillDialog({ dealId, milestone, onClose }: MilestoneDialogProps) {
  const action = useMilestoneAction(dealId)
  const { preview, preflight } = useInvoiceAhead(milestone.id)
  const again = wasFreed(milestone)
  const ready = preview.data !== undefined && holdingBack(preflight.data ?? []).length === 0
  const confirm = () => action.mutate({ milestone, doing: { act: 'bill', again } }, { onSuccess: onClose })
  return (
    <MilestoneDialog
      title={again ? 'Bill this milestone again' : 'Create the invoice'}
      milestone={milestone}
      button={`Create invoice · ${moneyText(preview.data?.subtotal ?? milestone.amount)}`}
      busy={action.isPending}
      disabled={!ready}
      error={action.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      {again && (
        <Text>It was billed before; that invoice was voided, deleted or credited and no longer counts.</Text>
      )}
      <WillHappen milestoneId={milestone.id} meanwhile="It can't be billed before this is mended:" />
      {preview.isPending && <Skeleton height={220} aria-hidden="true" />}
      {preview.data !== undefined && <InvoicePaper preview={preview.data} />}
    </MilestoneDialog>
  )
}
