import { navigate } from 'wouter/use-browser-location'

/** Leads to the sign-in page, and back here afterwards. */
export function goToSignIn(): void {
  if (location.pathname === '/sign-in') return
  const here = location.pathname + location.search
  navigate(here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`, { replace: true })
}
