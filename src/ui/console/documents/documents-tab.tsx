import { Paper, Stack } from '@mantine/core'
import { useState } from 'react'
import type { DealPageView } from '../../../http/contract/deal'
import type { FileView } from '../../../http/contract/document'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { problemFrom } from '../api/refusal'
import { may, useMe } from '../api/use-me'
import { AcceptancePanel } from './acceptance-panel'
import { AgreementPanel } from './agreement-panel'
import { CheckedAmounts } from './checked-amounts'
import classes from './documents.module.css'
import { FileDeleteDialog } from './file-delete-dialog'
import { sorted } from './file-words'
import { OtherFiles } from './other-files'
import { useFiles } from './use-files'
import { useUploads } from './use-uploads'

interface DocumentsTabProps {
  readonly page: DealPageView
  /** Null where the client's acceptance can't be recorded. */
  readonly onAccept: (() => void) | null
}

/** What was agreed: the agreement, whether the client accepted, every amount held against it, and what was signed. */
export function DocumentsTab({ page, onAccept }: DocumentsTabProps) {
  const dealId = page.deal.id
  const me = useMe()
  const files = useFiles(dealId)
  const uploads = useUploads({ dealId })
  const [deleting, setDeleting] = useState<FileView | null>(null)
  const editable = may(me.data, 'member') && !page.deal.archived
  const onDelete = may(me.data, 'admin') ? setDeleting : null
  if (files.data === undefined) {
    return (
      <Paper withBorder p="md">
        {files.isError ? (
          <ProblemNotice problem={problemFrom(files.error)} onRetry={() => void files.refetch()} />
        ) : (
          <RowSkeletons rows={4} />
        )}
      </Paper>
    )
  }
  const { agreements, others } = sorted(files.data.items)
  const given = { uploads, editable, onDelete }
  return (
    <Stack gap="md">
      <div className={classes['columns']}>
        <AgreementPanel versions={agreements} {...given} />
        {page.schedule !== null && (
          <AcceptancePanel
            dealId={dealId}
            acceptance={page.state?.acceptance ?? null}
            contractDate={page.schedule.contractDate ?? null}
            onAccept={editable ? onAccept : null}
            mayWithdraw={may(me.data, 'admin')}
          />
        )}
      </div>
      <CheckedAmounts
        dealId={dealId}
        milestones={page.milestones}
        agreement={agreements[0] ?? null}
        editable={editable}
      />
      <OtherFiles files={others} {...given} />
      {deleting !== null && <FileDeleteDialog file={deleting} onClose={() => setDeleting(null)} />}
    </Stack>
  )
}
