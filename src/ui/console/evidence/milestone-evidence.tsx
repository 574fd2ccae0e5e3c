import { Text } from '@mantine/core'
import { useState } from 'react'
import type { FileView } from '../../../http/contract/document'
import type { MilestoneView } from '../../../http/contract/milestone'
import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { problemFrom } from '../api/refusal'
import { Fact, Lines } from '../deal/milestone-facts'
import documents from '../documents/documents.module.css'
import { FileDrop } from '../documents/file-drop'
import { FileLine } from '../documents/file-line'
import { UploadList } from '../documents/upload-list'
import { useUploads } from '../documents/use-uploads'
import { EvidenceRemoveDialog } from './evidence-remove-dialog'
import { takesEvidence } from './evidence-words'
import { useEvidence } from './use-evidence'

interface MilestoneEvidenceProps {
  readonly dealId: string
  readonly milestone: MilestoneView
  /** For those who may work on the deal. */
  readonly editable: boolean
}

/** What the milestone asks for as proof of the work, and what was handed in. */
export function MilestoneEvidence({ dealId, milestone, editable }: MilestoneEvidenceProps) {
  const evidence = useEvidence(dealId, milestone.id)
  const uploads = useUploads({ dealId, milestoneId: milestone.id })
  const [removing, setRemoving] = useState<FileView | null>(null)
  const asked = milestone.evidenceRequired
  const files = evidence.data?.items ?? []
  const takes = editable && takesEvidence(milestone)
  if (!takes && asked.length === 0 && evidence.data !== undefined && files.length === 0) return null
  return (
    <Fact name="Evidence">
      {asked.length > 0 && (
        <>
          <Text c="dimmed">Asked for:</Text>
          <Lines of={asked} />
        </>
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
            <FileLine
              key={file.id}
              file={file}
              withVersion={false}
              onDelete={editable && file.keptBecause === null ? setRemoving : null}
            />
          ))}
        </ul>
      )}
      <UploadList uploads={uploads} kinds={['evidence']} />
      {takes && <FileDrop label="Add evidence" onFiles={(chosen) => uploads.add(chosen, 'evidence')} />}
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
