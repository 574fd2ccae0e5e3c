import { ActionIcon, Button, Group, Progress, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import classes from './documents.module.css'
import { sizeText } from './file-words'
import type { Upload, Uploads } from './use-uploads'

const stateText = ({ state, sent, file }: Upload): string =>
  state === 'waiting'
    ? 'waiting'
    : state === 'sending'
      ? sent === 100
        ? 'nearly there'
        : `${sent} %`
      : state === 'stalled'
        ? `${sent} %, connection lost: goes on by itself`
        : sent > 0
          ? `stopped at ${sent} %`
          : sizeText(file.size)

/** Whether going on may help: nothing of the file itself was refused. */
const mayGoOn = ({ problem }: Upload): boolean =>
  problem !== null && (problem.status === 0 || problem.status === 429 || problem.status >= 500)

function Line({ upload, uploads }: { readonly upload: Upload; readonly uploads: Uploads }) {
  const { file, state, sent, problem } = upload
  return (
    <li className={classes['upload']}>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text className={classes['name'] ?? ''} title={file.name}>
          {file.name}
        </Text>
        <Text
          size="xs"
          c="dimmed"
          className={`tabular ${classes['state'] ?? ''}`}
          {...(state === 'stalled' && { role: 'status' })}
        >
          {stateText(upload)}
        </Text>
      </Group>
      {state === 'failed' ? (
        <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm" role="alert">
          <Text size="sm" className={classes['problem'] ?? ''}>
            {problem?.errors?.[0]?.detail ?? problem?.detail}
          </Text>
          <Group gap={4} wrap="nowrap">
            {mayGoOn(upload) && (
              <Button size="compact-xs" variant="default" onClick={() => uploads.retry(upload)}>
                {sent > 0 ? 'Go on' : 'Try again'}
              </Button>
            )}
            <ActionIcon
              variant="subtle"
              color="gray"
              size={24}
              aria-label={`Put away ${file.name}`}
              onClick={() => uploads.forget(upload.key)}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </Group>
        </Group>
      ) : (
        <Group gap="sm" wrap="nowrap">
          <Progress
            value={sent}
            size="xs"
            flex={1}
            color={state === 'stalled' ? 'amber' : 'post'}
            aria-label={`Sending ${file.name}`}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            aria-label={`Cancel ${file.name}`}
            onClick={() => uploads.cancel(upload)}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </Group>
      )}
    </li>
  )
}

/** Files on their way in, and those that were refused, each with its reason. */
export function UploadList({
  uploads,
  kinds,
}: {
  readonly uploads: Uploads
  readonly kinds: readonly string[]
}) {
  const shown = uploads.uploads.filter((upload) => kinds.includes(upload.kind))
  if (shown.length === 0) return null
  return (
    <ul className={classes['list']} aria-label="Files on their way">
      {shown.map((upload) => (
        <Line key={upload.key} upload={upload} uploads={uploads} />
      ))}
    </ul>
  )
}
