import { type ComponentType, type FunctionComponent, use } from 'react'

export interface LazyPage<P> {
  readonly Page: FunctionComponent<P & object>
  /** Fetches the page's code, once; also after a failure. */
  readonly load: () => Promise<void>
}

/**
 * A page whose code arrives with its first use. React's own `lazy` always shows the waiting state at least
 * once, and then for 300 ms; a page that was loaded before it is drawn shows none.
 */
export function lazyPage<P extends object>(fetchPage: () => Promise<ComponentType<P>>): LazyPage<P> {
  let found: ComponentType<P> | null = null
  let coming: Promise<void> | null = null
  const load = () => {
    coming ??= fetchPage().then(
      (page) => {
        found = page
      },
      (error: unknown) => {
        coming = null
        throw error
      },
    )
    return coming
  }
  function Page(props: P) {
    if (found === null) use(load())
    const Found = found
    return Found === null ? null : <Found {...props} />
  }
  return { Page, load }
}
