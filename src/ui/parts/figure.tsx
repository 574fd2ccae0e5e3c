import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { MoneyView } from '../../http/contract/money'
import classes from './figure.module.css'
import { figureText } from './money-text'

interface FigureProps {
  readonly label: string
  readonly of: MoneyView | null
  /** A line under the number, in words. */
  readonly children?: ReactNode
  /** The answer to the page's question is larger than the rest. */
  readonly big?: boolean
}

/** One big number with its name above it. */
export function Figure({ label, of, children, big = false }: FigureProps) {
  return (
    <Stack gap={0} className={classes['figure']}>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size={big ? 'xl' : 'lg'} fw={600} className="tabular" {...(of === null ? { c: 'dimmed' } : {})}>
        {figureText(of)}
      </Text>
      {children !== undefined && (
        <Text size="xs" c="dimmed">
          {children}
        </Text>
      )}
    </Stack>
  )
}
