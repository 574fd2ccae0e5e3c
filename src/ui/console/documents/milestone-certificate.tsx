import { Anchor, Text } from '@mantine/core'
import type { MilestoneView } from '../../../http/contract/milestone'
import { Ago } from '../../parts/moment'
import { Fact } from '../deal/milestone-facts'
import { certificateOf, fileAddress } from './file-words'
import { useFiles } from './use-files'

interface MilestoneCertificateProps {
  readonly dealId: string
  readonly milestone: MilestoneView
}

/** The paper that proves the acceptance; nothing where the last round ended otherwise. */
export function MilestoneCertificate({ dealId, milestone }: MilestoneCertificateProps) {
  const accepted = ['approved', 'deemed', 'split'].includes(milestone.round?.state ?? '')
  const files = useFiles(dealId, accepted && milestone.workStatus === 'completed')
  const paper = accepted ? certificateOf(files.data?.items ?? [], milestone.id) : null
  if (paper === null || milestone.workStatus !== 'completed') return null
  return (
    <Fact name="Certificate">
      <Text>
        <Anchor href={fileAddress(paper.id)} target="_blank" rel="noreferrer">
          {paper.name}
        </Anchor>{' '}
        <Text span c="dimmed">
          <Ago at={paper.uploadedAt} />
        </Text>
      </Text>
    </Fact>
  )
}
