import { ProblemNotice } from '../../parts/problem-notice'
import { RowSkeletons } from '../../parts/row-skeletons'
import { problemFrom } from '../api/refusal'
import classes from '../documents/documents.module.css'
import { FileLine } from '../documents/file-line'
import { useFiles } from '../documents/use-files'

interface OrderFilesProps {
  readonly dealId: string
  readonly fileIds: readonly string[]
}

/** What the client signed and what proves it, to open; nothing where there is none. */
export function OrderFiles({ dealId, fileIds }: OrderFilesProps) {
  const files = useFiles(dealId, fileIds.length > 0)
  if (fileIds.length === 0) return null
  if (files.isPending) return <RowSkeletons rows={fileIds.length} />
  if (files.isError) {
    return <ProblemNotice problem={problemFrom(files.error)} onRetry={() => void files.refetch()} />
  }
  return (
    <ul className={classes['list']} aria-label="Signed files">
      {files.data.items
        .filter((file) => fileIds.includes(file.id))
        .map((file) => (
          <FileLine key={file.id} file={file} withVersion={file.version > 1} onDelete={null} />
        ))}
    </ul>
  )
}
