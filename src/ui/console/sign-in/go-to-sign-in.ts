import { navigate } from 'wouter/use-browser-location'

/** Only a path of this console, so that no link can lead a person elsewhere after signing in. */
export function safeReturn(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/'
}

/** Leads to the sign-in page, and back here afterwards. */
export function goToSignIn(): void {
  if (location.pathname === '/sign-in') return
  const here = location.pathname + location.search
  navigate(here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`, { replace: true })
}
