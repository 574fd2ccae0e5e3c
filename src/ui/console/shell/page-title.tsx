import { Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { type ReactNode, useEffect } from 'react'
import { useAnnounce } from '../../parts/announcer'

interface PageTitleProps {
  readonly children: string
  /** Beside the title in the tab, when the visible title needs more than a word. */
  readonly shown?: ReactNode
}

/** The page's name, in the tab and as its first heading. */
export function PageTitle({ children, shown }: PageTitleProps) {
  useDocumentTitle(`${children} · Milepost`)
  const announce = useAnnounce()
  // Going to another page makes no sound by itself.
  useEffect(() => announce(children), [announce, children])
  return <Title order={1}>{shown ?? children}</Title>
}
