/** QuickBooks keeps no more of a custom field, as far as anyone says. */
const LONGEST = 31
/** As many digits as HubSpot's ids of deals have. */
const USUAL_DEAL = '12345678901'

/**
 * The deal's address as it stands in a custom field of the invoice: with its scheme where that fits, without it where
 * only that does. Null where neither fits: half an address leads nowhere.
 */
export function linkBack(publicUrl: string, dealId: string): string | null {
  const address = `${publicUrl}/d/${dealId}`
  const forms = [address, address.replace(/^https?:\/\//, '')]
  return forms.find((form) => form.length <= LONGEST) ?? null
}

/** Whether deals' addresses fit at all where Milepost is reached under this one. */
export const fitsLinkBack = (publicUrl: string): boolean => linkBack(publicUrl, USUAL_DEAL) !== null
