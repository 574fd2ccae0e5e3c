/** What the tests, and only they, read from the environment. */

/** Continuous integration: a tool that is missing is a failure there, and not a test passed over. */
export function inContinuousIntegration(environment: Environment = process.env): boolean {
  return ['true', '1'].includes(environment['CI'] ?? '')
}

/** The folders in which programs are looked for. */
export function programFolders(environment: Environment = process.env): string[] {
  return (environment['PATH'] ?? '').split(process.platform === 'win32' ? ';' : ':').filter(Boolean)
}

const SERVER = 'MILEPOST_TEST_SERVER_URL'

/** The PostgreSQL of this test run, as the start of the run noted it. Throws outside a run. */
export function testServerUrl(environment: Environment = process.env): string {
  const url = environment[SERVER]
  if (url === undefined) throw new Error(`No test server: run the tests with config/jest.config.cjs`)
  return url
}

/** Notes the server for the test processes, which inherit the environment. */
export function noteTestServerUrl(url: string): void {
  process.env[SERVER] = url
}

type Environment = Readonly<Record<string, string | undefined>>

/** True when the pinned schema is to be written anew instead of compared. */
export function refreshesSchema(environment: Environment = process.env): boolean {
  return environment['REFRESH_SCHEMA'] === '1'
}

/** KILL_RUNS: how many times the parts of the program are killed under load; KILL_SEED: the seed of a run to play again. */
export function killRun(
  few: number,
  environment: Environment = process.env,
): { kills: number; seed: number | null } {
  const number = (text: string | undefined) => (text && /^\d{1,9}$/.test(text) ? Number(text) : null)
  return { kills: number(environment['KILL_RUNS']) ?? few, seed: number(environment['KILL_SEED']) }
}
