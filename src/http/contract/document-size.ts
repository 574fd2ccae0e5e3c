/** The most bytes that a file may have; the server refuses more, and a page need not send it at all. */
export const fileBytesAtMost = 25 * 1024 * 1024
/** A file is sent in pieces of so many bytes, but for its last one. */
export const pieceBytesAtMost = 1024 * 1024
