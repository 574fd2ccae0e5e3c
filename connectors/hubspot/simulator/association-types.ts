/** What two records' link is called. Ids are HubSpot's own and differ by direction. */
export interface AssociationType {
  readonly from: string
  readonly to: string
  readonly typeId: number
  /** The name that the v3 form shows. */
  readonly name: string
  readonly label: string | null
  readonly primary: boolean
}

function pair(
  from: string,
  to: string,
  ids: readonly [number, number],
  more: { label?: string; suffix?: string; primary?: boolean } = {},
): AssociationType[] {
  const { label = null, suffix = '', primary = false } = more
  const name = (a: string, b: string): string => `${a}_to_${b}${suffix}`
  return [
    { from, to, typeId: ids[0], name: name(from, to), label, primary },
    { from: to, to: from, typeId: ids[1], name: name(to, from), label, primary },
  ]
}

/** Between a company and others the unlabelled type stands beside the primary one. */
function withPrimary(
  from: string,
  to: string,
  plain: readonly [number, number],
  first: readonly [number, number],
): AssociationType[] {
  return [
    ...pair(from, to, plain, { suffix: '_unlabeled' }),
    ...pair(from, to, first, { label: 'Primary', primary: true }),
  ]
}

/** Ids: HubSpot's "Associate records" page and `AssociationTypes` in @hubspot/api-client. */
export const associationTypes: readonly AssociationType[] = [
  ...withPrimary('deal', 'company', [341, 342], [5, 6]),
  ...withPrimary('contact', 'company', [279, 280], [1, 2]),
  ...pair('deal', 'contact', [3, 4]),
  { from: 'deal', to: 'deal', typeId: 451, name: 'deal_to_deal', label: null, primary: false },
  ...pair('deal', 'line_item', [19, 20]),
  ...pair('deal', 'note', [213, 214]),
  ...pair('deal', 'quote', [63, 64]),
  ...pair('company', 'note', [189, 190]),
  ...pair('contact', 'note', [201, 202]),
  ...pair('quote', 'line_item', [67, 68]),
  ...pair('quote', 'contact', [69, 70]),
  ...pair('quote', 'contact', [702, 703], { label: 'Contact Signer', suffix: '_signer' }),
  ...pair('quote', 'company', [71, 72]),
]

/** The unlabelled type between two kinds (singular names); null when HubSpot has none here. */
export function defaultAssociation(from: string, to: string): AssociationType | null {
  return associationTypes.find((type) => type.from === from && type.to === to && !type.primary) ?? null
}

export function primaryAssociation(from: string, to: string): AssociationType | null {
  return associationTypes.find((type) => type.from === from && type.to === to && type.primary) ?? null
}

export function associationById(from: string, to: string, typeId: number): AssociationType | null {
  return (
    associationTypes.find((type) => type.from === from && type.to === to && type.typeId === typeId) ?? null
  )
}

/** The same link seen from the other end. */
export function opposite(type: AssociationType): AssociationType {
  const back = associationTypes.find(
    (each) => each.from === type.to && each.to === type.from && each.label === type.label,
  )
  return back ?? type
}
