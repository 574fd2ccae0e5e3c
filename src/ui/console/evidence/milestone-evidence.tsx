import { Text } from '@mantine/core'
import { useState } from 'react'
import type { FileView } from '../../../http/contract/document'
import type { MilestoneView } from '../../../http/contract/milestone'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { problemFrom } from '../api/refusal'
import { Fact } from '../deal/milestone-facts'
import documents from '../documents/documents.module.css'
import { FileDrop } from '../documents/file-drop'
import { UploadList } from '../documents/upload-list'
import type { Uploads } from '../documents/use-uploads'
import { AskedItem } from './asked-item'
import classes from './evidence.module.css'
import { EvidenceFile } from './evidence-file'
import { EvidenceRemoveDialog } from './evidence-remove-dialog'
import { takesEvidence } from './evidence-words'
import { useEvidence } from './use-evidence'

interface MilestoneEvidenceProps {
  readonly dealId: string
  readonly milestone: MilestoneView
  /** For those who may work on the deal. */
  readonly editable: boolean
  readonly uploads: Uploads
}

/** What the milestone asks for as proof of the work, and what was handed in. */
export function MilestoneEvidence({ dealId, milestone, editable, uploads }: MilestoneEvidenceProps) {
  const evidence = useEvidence(dealId, milestone.id)
  const [removing, setRemoving] = useState<FileView | null>(null)
  const asked = milestone.evidenceRequired
  const files = evidence.data?.items ?? []
  const takes = editable && takesEvidence(milestone)
  if (!takes && asked.length === 0 && evidence.data !== undefined && files.length === 0) return null
  const add = (item: string | null) => (chosen: File[]) => uploads.add(chosen, 'evidence', item)
  return (
    <Fact name="Evidence">
      {asked.length > 0 && (
        <ul className={classes['items']} aria-label="Asked as evidence">
          {asked.map((item) => (
            <AskedItem
              key={item}
              item={item}
              found={files.filter((file) => file.item === item).length}
              onFiles={takes ? add(item) : null}
            />
          ))}
        </ul>
      )}
      {evidence.isPending && <RowSkeletons rows={1} />}
      {evidence.isError && (
        <ProblemNotice problem={problemFrom(evidence.error)} onRetry={() => void evidence.refetch()} />
      )}
      {evidence.data !== undefined && files.length === 0 && uploads.uploads.length === 0 && (
        <Text c="dimmed">None yet. What is added here goes to the client with the invoice.</Text>
      )}
      {files.length > 0 && (
        <ul className={documents['list']} aria-label="Evidence">
          {files.map((file) => (
            <EvidenceFile
              key={file.id}
              dealId={dealId}
              milestoneId={milestone.id}
              file={file}
              asked={asked}
              open={editable && file.keptBecause === null}
              onRemove={setRemoving}
            />
          ))}
        </ul>
      )}
      <UploadList uploads={uploads} kinds={['evidence']} />
      {takes && <FileDrop label="Add evidence" onFiles={add(null)} />}
      {removing !== null && (
        <EvidenceRemoveDialog
          dealId={dealId}
          milestoneId={milestone.id}
          file={removing}
          onClose={() => setRemoving(null)}
        />
      )}
    </Fact>
  )
}
