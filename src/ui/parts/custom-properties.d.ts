import 'react'

declare module 'react' {
  /** Our own CSS variables may be set from a component. */
  interface CSSProperties {
    [name: `--${string}`]: string | number | undefined
  }
}
