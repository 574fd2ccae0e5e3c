/** The milepost. */
export function PostMark({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path d="M9 30V9.500a7 7 0 0 1 14 0V30z" fill="var(--mp-paid)" />
      <path
        d="M13 24v-9l3 4 3-4v9"
        fill="none"
        stroke="var(--mp-panel)"
        strokeWidth="2"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <path d="M5 30h22" stroke="var(--mp-muted)" strokeWidth="2" strokeLinecap="round" />
    </svg>
  )
}
