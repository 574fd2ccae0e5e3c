import { Text } from '@mantine/core'
import type { AttachmentsView } from '../../../http/contract/evidence'
import { Fact } from '../deal/milestone-facts'
import classes from './attachments.module.css'
import { attachmentWords, isTrouble } from './evidence-words'
import { useAttachments } from './use-evidence'

interface InvoiceAttachmentsProps {
  readonly dealId: string
  readonly milestoneId: string
}

type OneInvoice = AttachmentsView['invoices'][number]

function Files({ files }: Pick<OneInvoice, 'files'>) {
  return (
    <ul className={classes['files']}>
      {files.map((file) => (
        <li key={file.fileId} data-trouble={isTrouble(file.state) || undefined}>
          <span className={classes['name']}>{file.name}</span>
          <Text size="xs" c="dimmed">
            {attachmentWords[file.state]}
            {isTrouble(file.state) && file.because !== null && <>. {file.because}</>}
          </Text>
        </li>
      ))}
    </ul>
  )
}

/** What went with the milestone's invoices, and what of it did not. */
export function InvoiceAttachments({ dealId, milestoneId }: InvoiceAttachmentsProps) {
  const attachments = useAttachments(dealId, milestoneId)
  const invoices = attachments.data?.invoices ?? []
  if (invoices.length === 0) return null
  return (
    <Fact name="Attached">
      {invoices.map((invoice) => (
        <div key={invoice.id}>
          {invoices.length > 1 && (
            <Text size="xs" c="dimmed">
              {[invoice.docNumber ?? 'No number yet', invoice.customer].filter(Boolean).join(' · ')}
            </Text>
          )}
          <Files files={invoice.files} />
        </div>
      ))}
    </Fact>
  )
}
