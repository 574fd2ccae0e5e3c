/** How the tests run: TypeScript by swc, one embedded PostgreSQL for the whole run, a database per test file. */
module.exports = {
  rootDir: '..',
  // Nothing outside these is looked at: a data folder may belong to another user.
  roots: ['<rootDir>/config', '<rootDir>/connectors', '<rootDir>/src', '<rootDir>/test'],
  modulePathIgnorePatterns: ['<rootDir>/connectors/hubspot/app/'],
  testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/test/**/*.test.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
        },
        // import() stays as it is, so that packages that are only ES modules load as in production.
        module: { type: 'commonjs', ignoreDynamic: true },
      },
    ],
  },
  watchman: false,
  maxWorkers: 2,
  testTimeout: 30_000,
  globalSetup: '<rootDir>/test/fixtures/start-postgres.ts',
  globalTeardown: '<rootDir>/test/fixtures/stop-postgres.ts',
}
