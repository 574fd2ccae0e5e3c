import { useEffect, useRef, useState } from 'react'

interface WindowRows {
  readonly first: number
  /** One past the last. */
  readonly end: number
}

/**
 * Which of `count` rows of `height` pixels are near the screen, so that a thousand milestones cost what fifty do.
 * Below `many` all are drawn: then a page search finds everything. `keep` is a row that must stay drawn wherever the
 * screen goes, because a person holds it.
 */
export function useWindowRows(count: number, height: number, many = 120, keep: number | null = null) {
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
  if (count <= many) return { box, first: 0, end: count }
  const { first, end } = shown
  if (keep === null || keep < 0) return { box, first, end }
  return { box, first: Math.min(first, keep), end: Math.max(end, keep + 1) }
}
