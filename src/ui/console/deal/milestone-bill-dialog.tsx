import { Skeleton, Text } from '@mantine/core'
import { AttachmentsAhead } from '../evidence/attachments-ahead'
import { InvoicePapers } from './invoice-paper'
import { makeWords } from './invoices-ahead'
import { makingVerb } from './milestone-actions'
import { MilestoneDialog, type MilestoneDialogProps } from './milestone-dialog'
import { useInvoiceAhead } from './use-invoice-ahead'
import { useMilestoneAction } from './use-milestone-action'
import { holdingBack, WillHappen } from './will-happen'

/** Creates the invoice, or generates the one that is prepared, after showing exactly how it will read. */
export function MilestoneBillDialog({ dealId, milestone, onClose }: MilestoneDialogProps) {
  const action = useMilestoneAction(dealId)
  const { preview, preflight } = useInvoiceAhead(milestone.id)
  const again = milestone.freed
  const verb = makingVerb(milestone)
  const ready = preview.data !== undefined && holdingBack(preflight.data ?? []).length === 0
  const confirm = () => action.mutate({ milestone, doing: { act: 'bill', again } }, { onSuccess: onClose })
  return (
    <MilestoneDialog
      title={
        again
          ? 'Bill this milestone again'
          : `${verb} ${milestone.payers.length > 1 ? 'the invoices' : 'the invoice'}`
      }
      milestone={milestone}
      button={preview.data === undefined ? `${verb} invoice` : makeWords(preview.data, verb)}
      busy={action.isPending}
      disabled={!ready}
      error={action.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      {again && (
        <Text>
          {milestone.payers.length > 1
            ? 'What is billed now was billed before; that invoice was voided, deleted or credited and no longer counts. The other payers’ invoices stand.'
            : 'It was billed before; that invoice was voided, deleted or credited and no longer counts.'}
        </Text>
      )}
      <WillHappen milestoneId={milestone.id} meanwhile="It can't be billed before this is mended:" />
      {preview.isPending && <Skeleton height={220} aria-hidden="true" />}
      {preview.data !== undefined && <InvoicePapers preview={preview.data} />}
      <AttachmentsAhead dealId={dealId} milestoneId={milestone.id} />
    </MilestoneDialog>
  )
}
