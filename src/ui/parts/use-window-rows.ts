import { useEffect, useRef, useState } from 'react'

interface WindowRows {
  readonly first: number
  /** One past the last. */
  readonly end: number
}

/**
 * Which of `count` rows of `height` pixels are near the screen, so that a thousand milestones cost what fifty do.
 * Below `many` all are drawn: then a page search finds everything.
 */
export function useWindowRows(count: number, height: number, many = 120) {
  const box = useRef<HTMLUListElement>(null)
  const [shown, setShown] = useState<WindowRows>({ first: 0, end: Math.min(count, 60) })
  useEffect(() => {
    if (count <= many) return
    const measure = () => {
      const top = box.current?.getBoundingClientRect().top ?? 0
      const first = Math.max(Math.floor(-top / height) - 20, 0)
      const end = Math.min(Math.ceil((window.innerHeight - top) / height) + 20, count)
      setShown((before) => (before.first === first && before.end === end ? before : { first, end }))
    }
    measure()
    window.addEventListener('scroll', measure, { passive: true })
    window.addEventListener('resize', measure)
    return () => {
      window.removeEventListener('scroll', measure)
      window.removeEventListener('resize', measure)
    }
  }, [count, height, many])
  return { box, ...(count <= many ? { first: 0, end: count } : shown) }
}
