import { Skeleton, Text } from '@mantine/core'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'
import { Fact } from '../deal/milestone-facts'
import { sizeText } from '../documents/file-words'
import classes from './attachments.module.css'
import { attachedKindWords } from './evidence-words'
import { useAttachments } from './use-evidence'

interface AttachmentsAheadProps {
  readonly dealId: string
  readonly milestoneId: string
}

/** Before it is billed: the files that go with the invoice, and those that can't, with why. */
export function AttachmentsAhead({ dealId, milestoneId }: AttachmentsAheadProps) {
  const attachments = useAttachments(dealId, milestoneId)
  const ahead = attachments.data?.ahead ?? []
  if (attachments.data !== undefined && ahead.length === 0) return null
  return (
    <Fact name="Attached to the invoice">
      {attachments.isPending && <Skeleton height={20} aria-hidden="true" />}
      {attachments.isError && (
        <ProblemNotice problem={problemFrom(attachments.error)} onRetry={() => void attachments.refetch()} />
      )}
      {ahead.length > 0 && (
        <ul className={classes['files']}>
          {ahead.map((file) => (
            <li key={file.fileId} data-trouble={file.leftOutBecause !== null || undefined}>
              <span className={classes['name']}>{file.name}</span>
              <Text size="xs" c="dimmed">
                {file.leftOutBecause === null
                  ? `${attachedKindWords[file.kind]}, ${sizeText(file.size)}`
                  : `Not attached. ${file.leftOutBecause}`}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </Fact>
  )
}
