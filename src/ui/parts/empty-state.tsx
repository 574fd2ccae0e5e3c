import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface EmptyStateProps {
  readonly title: string
  readonly detail: string
  /** The one next step. */
  readonly children?: ReactNode
}

/** Nothing here: says so, and names the one next step. */
export function EmptyState({ title, detail, children }: EmptyStateProps) {
  return (
    <Stack align="center" gap="sm" py={48} px="md">
      <Title order={2}>{title}</Title>
      <Text c="dimmed" ta="center" maw={480} mb={children === undefined ? 0 : 'sm'}>
        {detail}
      </Text>
      {children}
    </Stack>
  )
}
