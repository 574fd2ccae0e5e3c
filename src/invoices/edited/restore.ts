/**
 * A person's wish to put an edited invoice back as it was sent.
 *
 *   wanted ──► sending ──► done         our lines are as they were
 *     │           │ └────► refused      QuickBooks said no; the invoice is as it was
 *     │           └──────► unclear ──► done, or sending again once it was looked at
 *     └──► cancelled                    nobody needs it any more, or it may not be done any more
 */
export type RestoreState = 'wanted' | 'sending' | 'unclear' | 'done' | 'refused' | 'cancelled'

export interface Restore {
  readonly restoreId: string
  readonly intentId: string
  /** What our lines came to when it was asked for: what the person looked at. Minor units, net. */
  readonly seenMinor: bigint
  /** What each of them came to then, as `linesText` has it; null of a wish from before that was kept. */
  readonly seenLines: string | null
  /** What they come to once it is done. */
  readonly wantedMinor: bigint
  readonly askedBy: string
  readonly state: RestoreState
  readonly syncToken: string | null
  readonly beganAt: Date | null
  readonly why: string | null
}

export const isOpenRestore = ({ state }: Restore): boolean =>
  state === 'wanted' || state === 'sending' || state === 'unclear'

/** Names what a person is asked about a restoration. */
export const restoreCause = (restoreId: string): string => `restore:${restoreId}`

/** The key of one attempt: of this wish, from this version of the invoice. At most 50 characters. */
export const restoreKey = ({ restoreId }: Pick<Restore, 'restoreId'>, syncToken: string): string =>
  `restore-${restoreId.replaceAll('-', '')}-${syncToken}`
