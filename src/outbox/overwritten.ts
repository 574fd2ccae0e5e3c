/** What names the question about a property of ours that is overwritten in HubSpot again and again. */
export const overwrittenCause = (of: { readonly dealId: string; readonly property: string }): string =>
  `overwritten:${of.dealId}:${of.property}`

/** The deal and the property of such a question; null for any other. */
export function overwrittenOfCause(cause: string): { dealId: string; property: string } | null {
  const [, dealId, property] = /^overwritten:([^:]+):([a-z_]+)$/.exec(cause) ?? []
  return dealId === undefined || property === undefined ? null : { dealId, property }
}
