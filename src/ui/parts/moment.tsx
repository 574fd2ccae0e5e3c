import { agoText, dayText, exactText } from './day-text'

interface MomentProps {
  /** `YYYY-MM-DD`, or an ISO moment. */
  readonly at: string
}

/** A day, with the exact one on hover. */
export function Day({ at }: MomentProps) {
  return (
    <time dateTime={at} title={exactText(at)} className="tabular">
      {dayText(at)}
    </time>
  )
}

/** A moment as people say it, with the exact one on hover. */
export function Ago({ at }: MomentProps) {
  return (
    <time dateTime={at} title={exactText(at)}>
      {agoText(at)}
    </time>
  )
}
