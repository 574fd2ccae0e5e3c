import type { StoredFile } from '../../documents/file'
import type { Attachment } from '../../invoices/attachments/attachment'
import type { MilestoneFiles } from '../../invoices/attachments/read-attachments'
import type { AttachmentsView, AttachmentView } from '../contract/evidence'

const fileOf = ({ fileId, name, kind, size }: StoredFile) => ({ fileId, name, kind, size })

export const attachmentView = (attachment: Attachment): AttachmentView => ({
  ...fileOf(attachment.file),
  state: attachment.state,
  because: attachment.leftOutBecause ?? attachment.fault?.message ?? null,
})

export const attachmentsView = ({ ahead, invoices }: MilestoneFiles): AttachmentsView => ({
  ahead: ahead.map(({ file, leftOutBecause }) => ({ ...fileOf(file), leftOutBecause })),
  invoices: invoices.map(({ intentId, docNumber, customer, files }) => ({
    id: intentId,
    docNumber,
    customer,
    files: files.map(attachmentView),
  })),
})
