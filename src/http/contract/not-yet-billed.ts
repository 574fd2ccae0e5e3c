/** Fields of a schedule that are kept, but that this version can't bill: billing waits while one is set. */
export const notYetBilled = ['deposit'] as const
export type NotYetBilled = (typeof notYetBilled)[number]
