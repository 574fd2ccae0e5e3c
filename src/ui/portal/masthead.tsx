import type { PortalPage } from '../../http/contract/portal'

type Company = Pick<PortalPage['company'], 'name' | 'logo'>

/** Whose page it is, at its top. */
export function Masthead({ name, logo }: Company) {
  return (
    <header className="masthead">
      <Logo logo={logo} />
      <p className="company">
        <bdi>{name}</bdi>
      </p>
    </header>
  )
}

/** Half its pixels wide, because screens have two for each; its name stands beside it. */
function Logo({ logo }: Pick<Company, 'logo'>) {
  if (logo === null) return null
  const { url, width, height, ground } = logo
  return (
    <img
      className={`logo logo-${ground}`}
      src={url}
      width={Math.ceil(width / 2)}
      height={Math.ceil(height / 2)}
      alt=""
    />
  )
}
