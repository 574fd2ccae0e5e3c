/** How the tests run: TypeScript by swc, one embedded PostgreSQL for the whole run, a database per test file. */
module.exports = {
  rootDir: '..',
  // Nothing outside these is looked at: a data folder may belong to another user.
  roots: ['<rootDir>/config', '<rootDir>/connectors', '<rootDir>/src', '<rootDir>/test'],
  modulePathIgnorePatterns: ['<rootDir>/connectors/hubspot/app/'],
  testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/test/**/*.test.tsx'],
  transform: {
    '\\.[jt]sx?$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  // Only an ES module, and jest's sandbox has none without an experimental switch of Node.
  transformIgnorePatterns: ['/node_modules/(?!node-pg-migrate/)'],
  watchman: false,
  maxWorkers: 2,
  // A busy machine needs many times what a free one does, hooks too; what hangs is found out late, and by itself.
  testTimeout: 120_000,
  globalSetup: '<rootDir>/test/fixtures/start-postgres.ts',
  globalTeardown: '<rootDir>/test/fixtures/stop-postgres.ts',
}
