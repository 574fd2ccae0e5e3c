import path from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Where recordings of both vendors' real answers lie (FIDELITY_DIR, by default in a folder beside the checkout). They are
 * not part of the project; tests that need them are reported as not run where there are none.
 */
export function recordingsFolder(
  vendor: 'hubspot' | 'quickbooks',
  environment: Environment = process.env,
): string {
  return path.resolve(environment['FIDELITY_DIR'] ?? path.join(__dirname, '../../shared/fidelity'), vendor)
}
