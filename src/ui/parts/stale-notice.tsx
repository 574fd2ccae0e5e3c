import { Alert, Stack, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import type { ReactNode } from 'react'

interface StaleNoticeProps {
  readonly what: string
  /** The two choices. */
  readonly children: ReactNode
}

/** Comes into sight by itself, also at the end of a long form. */
function reveal(node: HTMLElement | null): void {
  node?.scrollIntoView({ block: 'nearest' })
}

/** Someone was quicker: nothing is lost, a person chooses. */
export function StaleNotice({ what, children }: StaleNoticeProps) {
  return (
    <Alert
      ref={reveal}
      color="amber"
      icon={<IconUsers size={20} />}
      title={`${what} was changed meanwhile`}
      role="alert"
    >
      <Stack gap="sm">
        <Text size="sm">
          Someone saved a change after you opened it. Nothing of yours is saved yet, and nothing is lost.
        </Text>
        {children}
      </Stack>
    </Alert>
  )
}
