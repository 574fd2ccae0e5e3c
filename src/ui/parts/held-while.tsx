import { type MantineSpacing, Stack } from '@mantine/core'
import { type ReactNode, useRef } from 'react'
import { useHeldFocus } from './use-held-focus'

interface HeldWhileProps {
  /** On its way to the server; once it is there these fields are gone from the page. */
  readonly saving: boolean
  readonly gap: MantineSpacing
  readonly children: ReactNode
}

/**
 * Fields that go when they are saved can't be changed meanwhile: what was typed after the press would be lost without a
 * word. Where saving is refused the focus is where it was in the form: mostly on its button, which stands outside.
 */
export function HeldWhile({ saving, gap, children }: HeldWhileProps) {
  const box = useRef<HTMLDivElement>(null)
  useHeldFocus(saving, () => box.current?.closest('form') ?? box.current)
  return (
    <Stack ref={box} gap={gap} inert={saving}>
      {children}
    </Stack>
  )
}
