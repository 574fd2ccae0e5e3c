import type { Response } from 'express'

/**
 * Calls back once when an answer is over, however it ends. One that stands behind another on its connection says nothing when
 * that is cut, so the connection is listened to as well.
 */
export function whenOver(response: Response, done: () => void): void {
  const { socket } = response.req
  let isOver = false
  const end = () => {
    // Of one event both may be told, the one while the other is.
    if (isOver) return
    isOver = true
    response.off('close', end)
    socket.off('close', end)
    done()
  }
  response.on('close', end)
  socket.on('close', end)
}

/** Whether nobody would hear that it ended: it did before anybody listened. */
export const isOver = (response: Response): boolean => response.destroyed || response.req.socket.destroyed
