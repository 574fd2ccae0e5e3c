/** What only the tests of the QuickBooks connector read from the environment. */

type Environment = Readonly<Record<string, string | undefined>>

/** A real sandbox company to run the battery on, with an access token that is good for the hour, or null. */
export function quickBooksSandbox(
  environment: Environment = process.env,
): { baseUrl: string; realmId: string; accessToken: string } | null {
  const realmId = environment['QUICKBOOKS_TEST_REALM_ID']
  const accessToken = environment['QUICKBOOKS_TEST_ACCESS_TOKEN']
  if (!realmId || !accessToken) return null
  return { baseUrl: 'https://sandbox-quickbooks.api.intuit.com', realmId, accessToken }
}
