import { renderToStaticMarkup } from 'react-dom/server'
import { english as words } from './english'
import type { PictureAhead } from './shown'

/** As the page's own ground and ink, which a picture inside of it does not know. */
const [GROUND, INK] = ['#eceff0', '#55625b']
const DARK =
  '@media (prefers-color-scheme:dark){.ground{fill:#262d2a}.ink{fill:#a0ada6}.line{stroke:#a0ada6}}'

/** What stands where a small picture will stand, or would: a picture itself, in calm colours, that says what helps. */
export function renderPicturePlace(ahead: PictureAhead): string {
  const [first, second] = words.picturePlace[ahead]
  return renderToStaticMarkup(
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" width="320" height="240">
      <title>{`${first} ${second}`}</title>
      <style>{DARK}</style>
      <rect className="ground" fill={GROUND} width="320" height="240" />
      <g
        className="line"
        fill="none"
        stroke={INK}
        strokeWidth="6"
        strokeLinejoin="round"
        strokeLinecap="round"
      >
        <rect x="120" y="44" width="80" height="64" rx="8" />
        <path d="M124 100l22-24 18 18 12-12 20 20" />
      </g>
      <circle className="ink" fill={INK} cx="178" cy="64" r="6" />
      <g className="ink" fill={INK} fontFamily="system-ui, sans-serif" fontSize="25" textAnchor="middle">
        <text x="160" y="156">
          {first}
        </text>
        <text x="160" y="190">
          {second}
        </text>
      </g>
    </svg>,
  )
}
