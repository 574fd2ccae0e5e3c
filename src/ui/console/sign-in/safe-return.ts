/** Only a path of this console, so that no link can lead a person elsewhere after signing in. */
export function safeReturn(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/'
}
