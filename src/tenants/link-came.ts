/** How a link reached whoever answered by it, frozen with the answer: an e-mail of ours, or a colleague who handed it over. */
export interface LinkCame {
  readonly sentBy: 'hand' | 'mail'
  /** Who opened it. */
  readonly by: string
}

/** "a link that Beth Sandoval handed over". */
export const linkWords = ({ sentBy, by }: LinkCame): string =>
  sentBy === 'mail' ? 'their own link, which was e-mailed to them' : `a link that ${by} handed over`
