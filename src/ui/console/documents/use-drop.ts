import { type DragEvent, useRef, useState } from 'react'

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files')

/**
 * A place where files can be dropped, the mouse's way beside a button that is everyone's. Of places within one another
 * the innermost takes them.
 */
export function useDrop(onFiles: ((files: File[]) => void) | null) {
  const [over, setOver] = useState(false)
  // Every child that is entered or left says so too.
  const depth = useRef(0)
  const move = (event: DragEvent, by: 1 | -1) => {
    if (onFiles === null || !hasFiles(event)) return
    event.preventDefault()
    event.stopPropagation()
    depth.current = Math.max(0, depth.current + by)
    setOver(depth.current > 0)
  }
  return {
    over,
    handlers: {
      onDragEnter: (event: DragEvent) => move(event, 1),
      onDragLeave: (event: DragEvent) => move(event, -1),
      onDragOver: (event: DragEvent) => {
        if (onFiles === null || !hasFiles(event)) return
        event.preventDefault()
        event.stopPropagation()
      },
      onDrop: (event: DragEvent) => {
        if (onFiles === null || !hasFiles(event)) return
        event.preventDefault()
        event.stopPropagation()
        depth.current = 0
        setOver(false)
        const files = [...event.dataTransfer.files]
        if (files.length > 0) onFiles(files)
      },
    },
  }
}
