import { Component, type ReactNode } from 'react'
import { ProblemNotice } from '../../parts/problem-notice'
import { problemFrom } from '../api/refusal'

interface PageFailureProps {
  /** Another page is another try. */
  readonly place: string
  readonly children: ReactNode
}

interface PageFailureState {
  readonly error: unknown
  readonly place: string
}

/**
 * A page that can't be drawn says so, and the rest of the console stays usable. It is a class because
 * React hands thrown errors to classes only.
 */
export class PageFailure extends Component<PageFailureProps, PageFailureState> {
  override state: PageFailureState = { error: null, place: this.props.place }

  static getDerivedStateFromError(error: unknown): Partial<PageFailureState> {
    return { error }
  }

  static getDerivedStateFromProps(
    props: PageFailureProps,
    state: PageFailureState,
  ): Partial<PageFailureState> | null {
    return props.place === state.place ? null : { error: null, place: props.place }
  }

  override render() {
    if (this.state.error === null) return this.props.children
    return <ProblemNotice problem={problemFrom(this.state.error)} onRetry={() => location.reload()} />
  }
}
