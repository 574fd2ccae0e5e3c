import { type MantineSpacing, Stack } from '@mantine/core'
import { type ReactNode, useLayoutEffect, useRef } from 'react'

interface HeldWhileProps {
  /** On its way to the server; once it is there these fields are gone from the page. */
  readonly saving: boolean
  readonly gap: MantineSpacing
  readonly children: ReactNode
}

/**
 * Fields that go when they are saved can't be changed meanwhile: what was typed after the press would be lost without a
 * word. Where saving is refused the focus is where it was.
 */
export function HeldWhile({ saving, gap, children }: HeldWhileProps) {
  const box = useRef<HTMLDivElement>(null)
  const from = useRef<HTMLElement | null>(null)
  useLayoutEffect(() => {
    const { activeElement } = document
    if (saving) {
      const within = activeElement instanceof HTMLElement && box.current?.contains(activeElement)
      from.current = within ? activeElement : null
    } else if (activeElement === null || activeElement === document.body) from.current?.focus()
  }, [saving])
  return (
    <Stack ref={box} gap={gap} inert={saving}>
      {children}
    </Stack>
  )
}
